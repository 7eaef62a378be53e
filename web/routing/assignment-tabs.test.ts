// @vitest-environment jsdom
import { createElement } from "react";
import { expect, test, vi } from "vitest";
import { jsonResponse, renderPart, setUpApp, until } from "../test-app.ts";
import { AssignmentPart } from "./AssignmentPart.tsx";

setUpApp(async () => jsonResponse({ results: [], next: null }, 503));

test("the chosen team is scrolled into sight, because a phone has no room for all teams", async () => {
  const shown: string[] = [];
  vi.spyOn(Element.prototype, "scrollIntoView").mockImplementation(function (this: Element) {
    shown.push(this.textContent);
  });
  const { place, leave } = await renderPart(createElement(AssignmentPart));
  // the user of these tests is an Admin
  await until(() => expect(shown.at(-1)).toBe("Admin"));
  place.querySelector<HTMLInputElement>('input[value="Sales"]')!.click();
  await until(() => expect(shown.at(-1)).toBe("Sales"));
  await leave();
  vi.restoreAllMocks();
});
