/** Where a refused form of a phone says what is wrong: at a field, or above or below them all. */
const FAULT = '.adm-form-item-has-error, [data-fault="true"], .hy-alert[role="alert"]';
/** What takes the cursor. A map's own buttons do, but mend nothing. */
const CONTROL = ':is(input, textarea, button):enabled:not(.hy-map *)';

/** The sheet on top, if one is open: what stands behind it was not sent. One that is closed or closing takes no presses. */
const openSheet = (): Element | undefined =>
  [...document.querySelectorAll('.adm-popup-body')].findLast(
    (body) => getComputedStyle(body).pointerEvents !== 'none',
  );

/** Brings the first fault of a refused form into sight once it is drawn, and puts the cursor on what it speaks of. */
export function goToFirstFault(): void {
  // Two frames: what was said is set in the first and stands in the second.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const fault = (openSheet() ?? document).querySelector<HTMLElement>(FAULT);
      if (!fault) return;
      fault.scrollIntoView({ block: 'center' });
      const control = fault.querySelector<HTMLElement>(CONTROL);
      // Words to choose from take no cursor: then what is asked is read out by itself.
      if (!control) fault.tabIndex = -1;
      (control ?? fault).focus({ preventScroll: true });
    }),
  );
}
