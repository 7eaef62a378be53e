import { expect, test } from "vitest";
import { maySetFields } from "./ticket-fields.ts";

test("only users who may assign tickets can set the assignee and the team", () => {
  const may = (permissions: string[], ...names: string[]) => maySetFields({ id: "", permissions }, names);
  expect(may(["ticket.change"], "subject", "due_date")).toBe(true);
  expect(may(["ticket.change"], "subject", "assigned_to")).toBe(false);
  expect(may(["ticket.change"], "assigned_team")).toBe(false);
  expect(may(["ticket.change", "ticket.assign"], "assigned_to", "assigned_team")).toBe(true);
});
