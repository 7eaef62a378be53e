import { expect, test } from "vitest";
import type { Attachment, Comment, TicketNow, TimelineEvent } from "../tickets/ticket-query.ts";
import { authorOf, entriesOf } from "../tickets/timeline-entries.ts";
import { startOf } from "./start-of.ts";

const at = (minute: number, second = 0) => new Date(Date.UTC(2026, 10, 26, 9, minute, second)).toISOString();
const file = (id: string, more: Partial<Attachment>): Attachment =>
  ({ id, comment: null, uploaded_by: "tom", uploaded_by_name: "Tom", ...more }) as Attachment;
const comment = (id: string, minute: number, more: Partial<Comment> = {}) =>
  ({ id, created_at: at(minute), text: id, ...more }) as Comment;
const event = (id: number, kind: string, minute: number, more: Partial<TimelineEvent> = {}) =>
  ({
    id,
    kind,
    at: at(minute),
    version: id,
    actor: "ann",
    comment: null,
    attachment: null,
    changes: null,
    ...more,
  }) as TimelineEvent;
const ticket = (attachments: Attachment[] = [], description = "") =>
  ({ id: "t", created_at: at(0), created_by: "tom", description, attachments }) as unknown as TicketNow;

const shapes = (entries: ReturnType<typeof entriesOf>) =>
  entries.map((entry) => {
    if (entry.kind === "events") return `events ${entry.events.map(({ id }) => id).join(" ")}`;
    return [entry.kind, entry.key, ...entry.files.map(({ id }) => `+${id}`)].join(" ");
  });

test("comments, files and events are in order of time, with adjacent events as one entry", () => {
  const events = [
    event(1, "ticket.created", 0),
    event(2, "ticket.updated", 1),
    event(3, "ticket.assigned", 2),
    event(4, "comment.added", 3),
    event(5, "comment.updated", 4),
    event(6, "comment.updated", 5, { changes: { is_internal: [true, false] } as never }),
  ];
  const files = [file("late", { created_at: at(10) }), file("of-c", { created_at: at(3), comment: "c" })];
  const entries = entriesOf(ticket(files), { earlier: 0, events, comments: [comment("c", 3)] });
  expect(shapes(entries)).toEqual(["description t", "events 2 3", "comment c +of-c", "events 6", "files late +late"]);
});

test("a message has the macros that its event names", () => {
  const events = [event(4, "comment.added", 3, { comment: comment("c", 3) as never, macros: ["Restart"] })];
  const entries = entriesOf(ticket(), { earlier: 0, events, comments: [comment("c", 3), comment("d", 4)] });
  expect(entries.slice(1)).toMatchObject([{ macros: ["Restart"] }, { macros: [] }]);
});

test.each([
  ["the author's, within a minute", { created_at: at(0, 59) }, ["description t +f"]],
  ["the author's, later", { created_at: at(1) }, ["description t", "files f +f"]],
  ["another user's", { created_at: at(0), uploaded_by: "ann" }, ["description t", "files f +f"]],
])("a file belongs to the description or is an entry of its own: %s", (_, more, shown) => {
  expect(shapes(entriesOf(ticket([file("f", more)]), { earlier: 0, events: [], comments: [] }))).toEqual(shown);
});

const MOVED = { ticket: ["s", "t"] } as never;
test("messages of a merged ticket that are older than the description come before it", () => {
  const of = { ticket_number: "T-1", contact_name: "Bo", is_note: false };
  const events = [
    event(1, "ticket.updated", 1),
    event(2, "comment.added", 2, { comment: comment("b", -5) as never }),
    event(5, "comment.added", 9, { comment: comment("d", -9) as never, description_of: of, changes: MOVED }),
    event(6, "comment.added", 9, { comment: comment("c", 3) as never, changes: MOVED }),
  ];
  const comments = [comment("b", -5), comment("d", -9), comment("c", 3)];
  const entries = entriesOf(ticket(), { earlier: 0, events, comments });
  expect(shapes(entries)).toEqual(["comment d", "description t", "comment b", "events 1", "comment c"]);
  expect(entries[0]).toMatchObject({ descriptionOf: of });
  expect(entries[4]).toMatchObject({ descriptionOf: null });
});

const LUC = { author_name: "Luc", author_kind: "user", is_internal: true } as Partial<Comment>;
const CUSTOMER = { author_name: "Bo B.", author_kind: "contact", is_internal: false } as Partial<Comment>;
test.each([
  ["a note", LUC, null, { by: "Luc", isCustomer: false, isNote: true }],
  ["a description", LUC, { contact_name: "Bo", is_note: false }, { by: "Bo", isCustomer: true, isNote: false }],
  [
    "one without a contact",
    LUC,
    { contact_name: null, is_note: false },
    { by: "Luc", isCustomer: false, isNote: false },
  ],
  ["one that was a note", LUC, { contact_name: "Bo", is_note: true }, { by: "Luc", isCustomer: false, isNote: true }],
  ["one by email", CUSTOMER, { contact_name: null, is_note: false }, { by: "Bo B.", isCustomer: true, isNote: false }],
])("the author of %s", (_, values, of, author) => {
  expect(authorOf(comment("c", 0, values), of && { ticket_number: "T-1", ...of })).toEqual(author);
});

const PHOTO = "0b6f0d5e-7c1f-4f43-9d0c-6a7a4a1b2c3d";
test("a picture that a text shows is not in a list of files, too", () => {
  const text = `<p><img src="cid:${PHOTO}"></p>`;
  const late = (of: string | null) => [file(PHOTO, { name: "p.png", created_at: at(10), comment: of })];
  const entries = (of: string | null, description: string) =>
    shapes(entriesOf(ticket(late(of), description), { earlier: 0, events: [], comments: [comment("c", 3, { text })] }));
  expect(entries("c", "")).toEqual(["description t", "comment c"]);
  expect(entries(null, text)).toEqual(["description t", "comment c"]);
  expect(entries(null, "")).toEqual(["description t", "comment c", `files ${PHOTO} +${PHOTO}`]);
});

test("files that one user adds within a minute are one entry", () => {
  const files = [
    file("a", { created_at: at(5) }),
    file("b", { created_at: at(5, 50) }),
    file("c", { created_at: at(5, 55), uploaded_by_name: "Ann" }),
    file("d", { created_at: at(7) }),
  ];
  const entries = entriesOf(ticket(files), { earlier: 0, events: [], comments: [] });
  expect(shapes(entries).slice(1)).toEqual(["files a +a +b", "files c +c", "files d +d"]);
});

test("files from before the first loaded event appear with their page", () => {
  const files = [file("old", { created_at: at(2) }), file("new", { created_at: at(9) })];
  const entries = entriesOf(ticket(files), { earlier: 3, events: [event(8, "ticket.updated", 5)], comments: [] });
  expect(shapes(entries)).toEqual(["description t", "events 8", "files new +new"]);
});

test.each([
  ["never seen: the beginning", { read: null, earlier: 0 }, "beginning"],
  ["never seen and long: the end", { read: null, earlier: 40 }, "end"],
  ["all seen: the end", { read: 5, earlier: 0 }, "end"],
  ["a new entry", { read: 2, earlier: 0 }, { at: "c", newFrom: "c" }],
  ["only own entries are new: the end", { read: 4, earlier: 0 }, "end"],
])("a ticket opens at %s", (_, { read, earlier }, start) => {
  const results = [
    event(2, "ticket.updated", 1),
    event(4, "comment.added", 3, { comment: comment("c", 3) as never }),
    event(5, "ticket.updated", 4, { actor: "me" }),
  ];
  const entries = entriesOf(ticket(), { earlier, events: results, comments: [comment("c", 3)] });
  expect(startOf(entries, { read, earlier, results }, "me")).toEqual(start);
});
