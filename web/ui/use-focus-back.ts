import { useLayoutEffect, useState } from "react";

/** The element that had the focus; for a menu, which is gone by then, the button that opened it. */
function openerNow(): HTMLElement | null {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement) || element === document.body) return null;
  const menu = element.closest('[role="menu"]');
  return menu ? document.getElementById(menu.getAttribute("aria-labelledby") ?? "") : element;
}

/**
 * Returns the focus when a dialog closes that is open as long as it is rendered. Mantine does so only for dialogs that stay
 * rendered while they are closed. It does nothing if the focus is somewhere else by then.
 */
export function useFocusBack(isWanted = true): void {
  const [opener] = useState(openerNow);
  useLayoutEffect(
    () => () => {
      const now = document.activeElement;
      const isLost = !now || now === document.body || now.closest('[role="dialog"]') !== null;
      if (isWanted && isLost && opener?.isConnected) opener.focus({ preventScroll: true });
    },
    [opener, isWanted],
  );
}
