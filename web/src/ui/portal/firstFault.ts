/** Where a refused form of a phone says what is wrong: at a field, or above or below them all. */
const FAULT = '.adm-form-item-has-error, [data-fault="true"], .hy-reg-fault, .hy-alert[role="alert"]';
const CONTROL = 'input, textarea, button, [role="option"], [role="radio"]';

/** Brings the first fault of a refused form into sight once it is drawn, and puts the cursor on what it speaks of. */
export function goToFirstFault(): void {
  // Two frames: what was said is set in the first and stands in the second.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const fault = document.querySelector(FAULT);
      fault?.scrollIntoView({ block: 'center' });
      fault?.querySelector<HTMLElement>(CONTROL)?.focus({ preventScroll: true });
    }),
  );
}
