import { useLayoutEffect, useState } from "react";

/** What had the focus; of a menu, which is gone by then, the button that opened it. */
function openerNow(): HTMLElement | null {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement) || element === document.body) return null;
  const menu = element.closest('[role="menu"]');
  return menu ? document.getElementById(menu.getAttribute("aria-labelledby") ?? "") : element;
}

/**
 * Gives the focus back when a dialog that is open as long as it is drawn goes. Mantine does so only for dialogs that
 * stay drawn while they are closed. Whoever closes it may have given the focus to something else.
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
