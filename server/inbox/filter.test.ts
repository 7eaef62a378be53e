import { afterAll, beforeAll, expect, test } from "vitest";
import { chances } from "../../test/random.ts";
import { type Caller, makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { CATEGORIES, PRIORITIES, STATUSES, TEAMS } from "../../wire/ticket-shapes.ts";

// Random tickets and random combinations of filters: the inbox must list and count the tickets that a plain check of each
// one selects.

let world: World;
let people: Caller[];
let places: Awaited<ReturnType<typeof makeCompany>>[];
let tickets: Ticket[];

interface Ticket {
  id: string;
  ticket_number: string;
  subject: string;
  description: string;
  status: string;
  priority: string;
  category: string;
  company: string;
  company_name: string;
  contact: string | null;
  contact_name: string | null;
  zone: string | null;
  assigned_to: string | null;
  assigned_team: string;
  created_by: string;
  tags: string;
  due_date: string | null;
  created_at: string;
  resolved_at: string | null;
  first_response_at: string | null;
  comments: { text: string; created_at: string }[];
  attachments: unknown[];
  /** The users who changed it, in order; the first one created it. */
  actors: string[];
  /** By user: how many of these changes they have read. */
  reads: Map<string, number>;
}

const SEED = 20_261_124;
const WORDS = ["lobby", "printer", "Zone", "silence", "jam", "café"];
const TAGS = ["vip", "Hotel", "on site", "x"];

const { below, one, maybe } = chances(SEED);
const some = <T>(of: readonly T[]): T[] => of.filter(() => maybe(3));

const words = (n: number) => Array.from({ length: n }, () => one(WORDS)).join(" ");
const day = () => `2026-${10 + below(3)}-${10 + below(19)}`;

async function makeOne(): Promise<Ticket> {
  const by = one(people);
  const place = one(places);
  const created = await makeTicket(by, place.company.id, {
    subject: words(1 + below(3)),
    description: words(2),
    status: one(STATUSES),
    priority: one(PRIORITIES),
    category: one(CATEGORIES),
    contact: maybe(2) ? place.contact.id : null,
    zone: maybe(2) ? place.zone.id : null,
    assigned_to: maybe(2) ? one(people).id : null,
    assigned_team: one(["", ...TEAMS]),
    due_date: maybe(2) ? `${day()}T10:00:00Z` : null,
    tags: some(TAGS).join(one([",", ", ", " , "])),
  });
  const actors = [by.id];
  const reads = new Map<string, number>();
  for (let step = below(4); step > 0; step -= 1) await act(created.id, actors, reads);
  const ticket = (await world.admin.get(`/tickets/${created.id}/`)).body;
  return { ...ticket, actors, reads };
}

async function act(id: string, actors: string[], reads: Map<string, number>): Promise<void> {
  const by = one(people);
  if (maybe(2)) {
    await by.ask(`/tickets/${id}/read/`, { method: "PUT" });
    reads.set(by.id, actors.length);
  } else if (maybe(3)) {
    const form = new FormData();
    form.append("ticket", id);
    form.append("file", new File(["x"], "x.txt"));
    await by.post("/ticket-attachments/", form);
  } else {
    await by.post(`/tickets/${id}/add_comment/`, { text: words(2), is_internal: maybe(2) });
    actors.push(by.id);
  }
}

beforeAll(async () => {
  world = await openWorld();
  people = [world.admin, world.fay, world.tom];
  places = [await makeCompany(world.admin, "Harbour Hotel"), await makeCompany(world.admin, "Café Lobby")];
  tickets = [];
  for (let n = 0; n < 70; n += 1) tickets.push(await makeOne());
});
afterAll(() => world.close());

const later = (a: string, b: string) => (Date.parse(a) > Date.parse(b) ? a : b);

type Naive = (ticket: Ticket, me: Caller) => boolean;
type Drawn = [name: string, value: string, naive: Naive];

const isOpen = ({ status }: Ticket) => status !== "resolved" && status !== "closed";
const isUnread: Naive = ({ actors, reads, ...ticket }, me) => {
  const read = reads.get(me.id);
  if (read === undefined && !isOpen(ticket as Ticket)) return false;
  return actors.slice(read ?? 0).some((actor) => actor !== me.id);
};
const holds = (term: string) => (text: string | null) => (text ?? "").toLowerCase().includes(term.toLowerCase());
const inSearch = (term: string) => (ticket: Ticket) =>
  [ticket.ticket_number, ticket.subject, ticket.description, ticket.company_name].some(holds(term));
const somewhere = (term: string) => (ticket: Ticket) => {
  const { ticket_number, subject, company_name, contact_name, tags, description, comments } = ticket;
  const texts = [ticket_number, subject, company_name, contact_name, tags, description];
  const all = [...texts, ...comments.map(({ text }) => text)];
  // two letters only at the beginning of a word
  return term.length < 3 ? all.some((text) => new RegExp(`\\b${term}`, "i").test(text ?? "")) : all.some(holds(term));
};
const tagsOf = ({ tags }: Ticket) => tags.split(",").map((tag) => tag.trim().toLowerCase());

function listOf(name: string, values: readonly string[], of: (ticket: Ticket) => string | null): Drawn {
  const choices = [...some(values), one(values)];
  return [name, choices.join(one([",", ", "])), (ticket) => choices.includes(of(ticket) ?? "none")];
}

const between = (name: string, of: (ticket: Ticket) => string | null) => (): Drawn => {
  const at = day();
  const isAfter = maybe(2);
  return [
    `${name}_${isAfter ? "after" : "before"}`,
    one([at, `${at}T00:00:00Z`, `${at}T07:00:00+07:00`]),
    (ticket) => {
      const time = of(ticket);
      if (time === null) return false;
      return isAfter ? Date.parse(time) >= Date.parse(at) : Date.parse(time) < Date.parse(at);
    },
  ];
};

const draws: readonly (() => Drawn)[] = [
  () => listOf("status", STATUSES, ({ status }) => status),
  () => listOf("priority", PRIORITIES, ({ priority }) => priority),
  () => listOf("category", CATEGORIES, ({ category }) => category),
  () => listOf("team", [...TEAMS, "none"], ({ assigned_team }) => assigned_team || "none"),
  () =>
    listOf(
      "company",
      places.map(({ company }) => company.id),
      ({ company }) => company,
    ),
  () =>
    listOf(
      "contact",
      places.map(({ contact }) => contact.id),
      ({ contact }) => contact,
    ),
  () =>
    listOf(
      "zone",
      places.map(({ zone }) => zone.id),
      ({ zone }) => zone,
    ),
  () =>
    listOf(
      "created_by",
      people.map(({ id }) => id),
      ({ created_by }) => created_by,
    ),
  () => listOf("assigned_to", [...people.map(({ id }) => id), "none"], ({ assigned_to }) => assigned_to),
  () => ["assigned_to", "me,none", ({ assigned_to }, me) => assigned_to === null || assigned_to === me.id],
  () => ["created_by", "me", ({ created_by }, me) => created_by === me.id],
  () => {
    const tags = [...some(TAGS), one(TAGS)];
    return [
      "tags",
      tags.join(",").toUpperCase(),
      (ticket) => tags.some((tag) => tagsOf(ticket).includes(tag.toLowerCase())),
    ];
  },
  between("due", ({ due_date }) => due_date),
  between("created", ({ created_at }) => created_at),
  between("updated", ({ created_at, comments }) => comments.map((each) => each.created_at).reduce(later, created_at)),
  between("first_response", ({ first_response_at }) => first_response_at),
  between("resolved", ({ resolved_at }) => resolved_at),
  () => ["open", "true", isOpen],
  () => [
    "overdue",
    "true",
    (ticket) => isOpen(ticket) && ticket.due_date !== null && Date.parse(ticket.due_date) < Date.now(),
  ],
  () => ["unread", "true", isUnread],
  () => ["has_files", "true", ({ attachments }) => attachments.length > 0],
  () => {
    const terms = [one(WORDS).slice(1), one(WORDS)];
    return ["search", terms.join(" "), (ticket) => terms.every((term) => inSearch(term)(ticket))];
  },
  () => {
    const terms = [one([...WORDS, "srisai", "site"]).slice(0, 4), one([...WORDS, "ca"])];
    return ["q", terms.join(" "), (ticket) => terms.every((term) => somewhere(term)(ticket))];
  },
  () => {
    const texts = [one(WORDS), `${one(WORDS)} ${one(WORDS)}`];
    return ["subject", texts.join(","), ({ subject }) => texts.some((text) => holds(text)(subject))];
  },
  () => {
    const texts = [`${one(WORDS)} ${one(WORDS)}`];
    return ["text", texts[0]!.toUpperCase(), (ticket) => [ticket.subject, ticket.description].some(holds(texts[0]!))];
  },
];

test("texts are found as people read them, and signs of patterns are only signs", async () => {
  const { company, contact } = places[0]!;
  const ticket = await makeTicket(world.tom, company.id, {
    ...{ subject: "Rechnung für Größe 5%", description: "<p>play<b>er</b></p>", contact: contact.id },
  });
  const finds = async (query: Record<string, string>) => {
    const { status, body } = await world.tom.get(`/inbox/?${new URLSearchParams({ ...query, fields: "id" })}`);
    return status === 200 ? body.results.some(({ id }: { id: string }) => id === ticket.id) : body;
  };
  expect(await finds({ subject: "fur grosse" })).toBe(true);
  expect(await finds({ subject: "unheard, RECHNUNG" })).toBe(true);
  expect(await finds({ subject: "5%" })).toBe(true);
  expect(await finds({ subject: "R%g" })).toBe(false);
  expect(await finds({ subject: ticket.ticket_number.slice(0, 6) })).toBe(false);
  expect(await finds({ subject: "player" })).toBe(false);
  expect(await finds({ text: "player" })).toBe(true);
  expect(await finds({ contact_email: "@harbour.test" })).toBe(true);
  expect(await finds({ contact_email: "@harbour.example" })).toBe(false);
  expect(await finds({ text: Array.from({ length: 21 }, (_, n) => n).join(",") })).toEqual({
    text: ["Ensure this field has no more than 20 texts."],
  });
  expect(await finds({ subject: "a\0b" })).toEqual({ subject: ["Null characters are not allowed."] });
  await world.admin.remove(`/tickets/${ticket.id}/`);
});

test(`any combination of filters lists and counts the same as checking each ticket (seed ${SEED})`, async () => {
  let total = 0;
  for (let round = 0; round < 150; round += 1) {
    const me = one(people);
    const drawn = new Map(Array.from({ length: 1 + below(3) }, () => one(draws)()).map((each) => [each[0], each]));
    const query = new URLSearchParams([...drawn.values()].map(([name, value]) => [name, value])).toString();
    const expected = tickets.filter((ticket) => [...drawn.values()].every(([, , naive]) => naive(ticket, me)));
    const { body } = await me.get(`/inbox/?page_size=200&fields=id&${query}`);
    const ids = (body.results as { id: string }[]).map(({ id }) => id);
    expect(ids.toSorted(), query).toEqual(expected.map(({ id }) => id).toSorted());
    expect((await me.get(`/inbox/count/?${query}`)).body, query).toEqual({ count: expected.length, is_capped: false });
    total += ids.length;
  }
  // otherwise the rounds would prove little
  expect(total).toBeGreaterThan(600);
});
