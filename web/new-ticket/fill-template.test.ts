import { expect, test } from "vitest";
import { fillTemplate, withoutTemplate } from "./fill-template.ts";
import { EMPTY_TICKET, type NewTicket } from "./new-ticket.ts";

const TEMPLATE = {
  subject: "Player offline",
  description: "<p>Light: green</p>",
  fields: { category: "technical", priority: "high", tags: "player, offline", assigned_to: "tom" },
  checklist: ["Restart it"],
  names: {},
};
const OF_HARBOUR = {
  ...TEMPLATE,
  fields: { company: "harbour", contact: "ploy", zone: "lobby" },
  names: { company: "Harbour", contact: "Ploy", zone: "Lobby" },
};
const form = (more: Partial<NewTicket> = {}): NewTicket => ({ ...EMPTY_TICKET, ...more });

test("an empty form takes everything from a template", () => {
  const { fields, kept } = fillTemplate(form(), TEMPLATE);
  expect(fields).toEqual(
    form({
      subject: "Player offline",
      description: "<p>Light: green</p>",
      category: "technical",
      priority: "high",
      assigned_to: "tom",
      tags: ["player", "offline"],
      checklist: ["Restart it"],
    }),
  );
  expect(kept).toEqual([]);
});

test("values that the user entered stay, and are named", () => {
  const before = form({
    subject: "Mine",
    description: "<p>My words</p>",
    category: "billing",
    tags: ["vip", "player"],
    checklist: ["Call back"],
  });
  const { fields, kept } = fillTemplate(before, TEMPLATE);
  expect(kept).toEqual(["subject", "category"]);
  expect(fields).toMatchObject({
    subject: "Mine",
    category: "billing",
    priority: "high",
    description: "<p>My words</p><p>Light: green</p>",
    tags: ["vip", "player", "offline"],
    checklist: ["Call back", "Restart it"],
  });
});

test.each<[string, Partial<NewTicket>, Partial<NewTicket>, string[]]>([
  ["an empty form", {}, { company: "harbour", companyName: "Harbour", contact: "ploy", zone: "lobby" }, []],
  ["its own company", { company: "harbour" }, { contact: "ploy", contactName: "Ploy", zone: "lobby" }, []],
  ["another contact there", { company: "harbour", contact: "ann" }, { contact: "ann", zone: "lobby" }, ["contact"]],
  ["another company", { company: "cafe" }, { company: "cafe", contact: null, zone: null }, ["company"]],
  ["a contact without a company", { contact: "ann" }, { company: null, contact: "ann", zone: null }, []],
])("a template's customer is filled into %s", (_, before, after, keptFields) => {
  const filled = fillTemplate(form(before), OF_HARBOUR);
  expect(filled.fields).toMatchObject(after);
  expect(filled.kept).toEqual(keptFields);
});

test("undo removes what the template added, and keeps what was typed before and after", () => {
  const before = form({ subject: "Mine", tags: ["vip"] });
  const { fields: after } = fillTemplate(before, TEMPLATE);
  expect(withoutTemplate(after, before, after)).toEqual(before);
  const since = { ...after, description: `${after.description}<p>And more</p>`, priority: "urgent" };
  expect(withoutTemplate(since, before, after)).toEqual({
    ...before,
    description: "<p>Light: green</p><p>And more</p>",
    priority: "urgent",
  });
});
