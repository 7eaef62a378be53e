// @vitest-environment jsdom
import { expect, test, vi } from "vitest";
import { notifyListeners } from "../lib/live.ts";
import { queryClient } from "../lib/query-client.ts";
import { type Colleague, colleaguesQuery } from "./people.ts";
import { personHint } from "./people-words.ts";
import { namedComments, withNames } from "./shown-names.ts";
import type { Comment, TicketNow } from "./ticket-query.ts";

const t = ((key: string, values: object = {}) => `${key} ${Object.keys(values).join()}`.trim()) as Parameters<
  typeof personHint
>[0];

test("a user to choose has their team beside the name, or that they are away, and until when", () => {
  const hint = (absence: Colleague["absence"]) => personHint(t, { role: "Tech", absence });
  expect(hint(null)).toBe("roles.Tech");
  expect(hint({ state: "away", until: "2026-12-01T00:00:00Z" })).toBe("assignment.states.away assignment.until time");
  expect(hint({ state: "off", until: null })).toBe("assignment.states.off");
});

test("the people to choose from are read again when someone goes away", () => {
  const reads = vi.spyOn(queryClient, "invalidateQueries");
  const event = { id: 1, at: "", actor: null, ticket: null, about: "u", changes: null };
  notifyListeners("availability.changed", { ...event, kind: "availability.changed" });
  expect(reads).toHaveBeenCalledWith(colleaguesQuery);
  reads.mockRestore();
});

test("the name of a deleted agent is followed by “(former agent)”, and that of a deleted contact is not", () => {
  const former = (name: string) => `${name} (former agent)`;
  const ann = { author: null, author_kind: "user", author_name: "Ann" };
  const ploy = { author: null, author_kind: "contact", author_name: "Ploy" };
  const tom = { author: "1", author_kind: "user", author_name: "" };
  const people = [
    { id: "1", full_name: "Tom", role: "Tech", is_active: true, absence: null, leads: [] } satisfies Colleague,
  ];
  const names = namedComments([ann, ploy, tom] as unknown as Comment[], people, former);
  expect(names.map(({ author_name }) => author_name)).toEqual(["Ann (former agent)", "Ploy", "Tom"]);
  const ticket = {
    ...{ created_by: null, created_by_kind: "user", created_by_name: "Ann" },
    ...{ assigned_to: null, assigned_to_name: null },
    attachments: [{ uploaded_by: null, uploaded_by_kind: "user", uploaded_by_name: "Ann" }],
  };
  expect(withNames(ticket as unknown as TicketNow, people, former)).toMatchObject({
    created_by_name: "Ann (former agent)",
    assigned_to_name: null,
    attachments: [{ uploaded_by_name: "Ann (former agent)" }],
  });
});
