// @vitest-environment jsdom
import { expect, test } from "vitest";
import { type InboxView, viewsInOrder } from "./views.ts";

test("saved views are listed above the trash", () => {
  const view = (key: string) => ({ key }) as InboxView;
  const views = { builtIn: ["all", "trash", "snoozed"].map(view), saved: [view("saved")] };
  expect(viewsInOrder(views).map(({ key }) => key)).toEqual(["all", "snoozed", "saved", "trash"]);
});
