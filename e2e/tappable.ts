import type { Page } from "playwright-core";
import { expect } from "vitest";

/** Names of the controls on the screen whose center belongs to another element: a tap there would go to that one. */
const namesOfCovered = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const nameOf = (it: Element) => it.getAttribute("aria-label") ?? it.textContent?.trim() ?? it.tagName;
    // a tap on a label goes to its field; a link may reach over its row
    const isSame = (control: Element, top: Element) =>
      control.contains(top) || top.closest("label")?.contains(control) || control.matches("a, [role=link]");
    // a dialog covers the page on purpose
    const place = [...document.querySelectorAll("[role=dialog][aria-modal=true]")].at(-1) ?? document;
    return [...place.querySelectorAll("button, select, input, textarea, a[href], [role=button]")].flatMap((it) => {
      const box = it.getBoundingClientRect();
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      if (box.width < 4 || box.height < 4 || !it.checkVisibility({ visibilityProperty: true }) || it.closest("[inert]"))
        return [];
      const top = document.elementFromPoint(x, y);
      if (!top || isSame(it, top) || it.matches(":disabled")) return [];
      // what has scrolled out of its container is reached by scrolling
      it.scrollIntoView({ block: "nearest", inline: "nearest" });
      const again = it.getBoundingClientRect();
      const now = document.elementFromPoint(again.x + again.width / 2, again.y + again.height / 2);
      return !now || isSame(it, now) ? [] : [`“${nameOf(it)}” is under ${now.outerHTML.slice(0, 120)}`];
    });
  });

/** Fails if a control on the screen lies under another element. */
export async function expectTappable(page: Page, what: string): Promise<void> {
  await expect.poll(() => namesOfCovered(page), { message: what }).toEqual([]);
}
