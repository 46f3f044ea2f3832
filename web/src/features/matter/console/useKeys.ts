import { useEffect, useRef } from 'react';

/** Single keys for a whole page. Silent while somebody types, a dialog is open, or Ctrl, Alt or the like is held. */
export function useKeys(keys: Record<string, () => void>): void {
  const now = useRef(keys);
  now.current = keys;
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
      if (target.closest('input, textarea, select, [contenteditable], [role=dialog], [role=combobox]'))
        return;
      if (document.querySelector('.ant-modal-wrap:not([style*="display: none"]), dialog[open]')) return;
      now.current[event.key.toLowerCase()]?.();
    };
    document.addEventListener('keydown', hear);
    return () => document.removeEventListener('keydown', hear);
  }, []);
}
