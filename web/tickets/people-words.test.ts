// @vitest-environment jsdom
import { expect, test } from "vitest";
import type { Colleague } from "./people.ts";
import { personHint } from "./people-words.ts";
import { namedComments, withNames } from "./shown-names.ts";
import type { Comment, TicketNow } from "./ticket-query.ts";

const t = ((key: string, values: object = {}) => `${key} ${Object.keys(values).join()}`.trim()) as Parameters<
  typeof personHint
>[0];

test("a user to choose has their team beside the name, and until when they are out of office", () => {
  expect(personHint(t, { role: "Tech", away_until: null })).toBe("roles.Tech");
  expect(personHint(t, { role: "Tech", away_until: "2026-12-01T00:00:00Z" })).toBe("notify.awayUntil until");
});

test("the name of a deleted agent is followed by “(former agent)”, and that of a deleted contact is not", () => {
  const former = (name: string) => `${name} (former agent)`;
  const ann = { author: null, author_kind: "user", author_name: "Ann" };
  const ploy = { author: null, author_kind: "contact", author_name: "Ploy" };
  const tom = { author: "1", author_kind: "user", author_name: "" };
  const people = [
    { id: "1", full_name: "Tom", role: "Tech", is_active: true, away_until: null, leads: [] } satisfies Colleague,
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
