import { expect, test, vi } from "vitest";
import { UnsentChanges } from "./unsent-changes.ts";

test("of two unsent changes of a field, the last is sent, compared with the value before the first", () => {
  const unsent = new UnsentChanges();
  const [high, urgent, status] = [vi.fn(), vi.fn(), vi.fn()];
  unsent.add("priority", { priority: "low" }, high);
  unsent.add("status", { status: "new" }, status);
  // made quickly, while the first was shown and on its way
  unsent.add("priority", { priority: "high" }, urgent);
  for (const send of unsent.takeAll()) send();
  expect([high.mock.calls, urgent.mock.calls, status.mock.calls]).toEqual([
    [],
    [[{ priority: "low" }]],
    [[{ status: "new" }]],
  ]);
  expect(unsent.takeAll()).toEqual([]);
});
