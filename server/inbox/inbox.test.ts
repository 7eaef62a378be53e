import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Caller, makeCompany, makeTicket, openWorld, PASSWORD, type World } from "../../test/world.ts";

let world: World;
let harbour: Awaited<ReturnType<typeof makeCompany>>;
let cafe: Awaited<ReturnType<typeof makeCompany>>;

beforeAll(async () => {
  world = await openWorld();
  harbour = await makeCompany(world.admin, "Harbour Hotel");
  cafe = await makeCompany(world.admin, "Café Número 9");
});
afterAll(() => world.close());

const NOT_A_TIME =
  "Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].";
const UNKNOWN = "11111111-1111-4111-8111-111111111111";

interface Row {
  id: string;
  subject: string;
}
async function rowsOf(query: string, by: Caller = world.tom) {
  const { status, body } = await by.get(`/inbox/?${query}`);
  expect([status, body.detail]).toEqual([200, undefined]);
  return body.results;
}
const subjects = async (query: string, by?: Caller) => (await rowsOf(query, by)).map(({ subject }: Row) => subject);
const make = (subject: string, values: Record<string, unknown> = {}, by = world.fay) =>
  makeTicket(by, harbour.company.id, { subject, ...values });

describe("an inbox row", () => {
  test("shows what a list needs of a ticket, whatever the ticket's size", async () => {
    const created = await make("Lobby is silent", {
      priority: "urgent",
      contact: harbour.contact.id,
      zone: harbour.zone.id,
      assigned_to: world.tom.id,
      due_date: "2026-01-01T00:00:00Z",
      tags: "vip, hotel",
    });
    await world.tom.post(`/tickets/${created.id}/add_comment/`, { text: "Restarted." });
    const note = `<style>p{color:red}</style><p>Player  <b>offline</b> since 06:12 &amp; 1 < 2&nbsp;</p>${"x".repeat(300)}`;
    await world.tom.post(`/tickets/${created.id}/add_comment/`, { text: note, is_internal: true });
    const [row] = await rowsOf("q=lobby");
    const ticket = (await world.tom.get(`/tickets/${created.id}/`)).body;
    const {
      is_unread,
      has_unread_mention,
      version,
      attachments_count,
      last_comment,
      last_mention,
      description_excerpt,
      draft_excerpt,
      snooze,
      has_held_reply,
      ...shown
    } = row;
    const same = Object.fromEntries(Object.entries(shown).filter(([name]) => !name.startsWith("sla_")));
    expect(ticket).toMatchObject(same);
    expect(Object.keys(same)).toHaveLength(23);
    expect([is_unread, has_unread_mention, version, attachments_count]).toEqual([true, false, 3, 0]);
    expect([description_excerpt, draft_excerpt, snooze, last_mention]).toEqual([null, null, null, null]);
    expect(has_held_reply).toBe(false);
    expect(row.is_overdue).toBe(true);
    expect([row.comments_count, row.internal_notes_count]).toEqual([1, 1]);
    expect(last_comment).toMatchObject({ author_name: "Tom Tech", is_internal: true });
    expect(last_comment.excerpt).toMatch(/^Player offline since 06:12 & 1 < 2 x+$/);
    expect(last_comment.excerpt).toHaveLength(140);
  });

  test("names a user without a name by username", async () => {
    const { body: solo } = await world.admin.post("/users/", { username: "solo", password: PASSWORD, role: "Tech" });
    const { id } = await make("Nameless", { assigned_to: solo.id });
    const by = await world.login("solo");
    await by.post(`/tickets/${id}/add_comment/`, { text: "On my way." });
    const [row] = await rowsOf("q=nameless");
    expect([row.assigned_to_name, row.last_comment.author_name]).toEqual(["solo", "solo"]);
    const { results } = (await by.get(`/tickets/${id}/timeline/`)).body;
    expect(results.at(-1).actor_name).toBe("solo");
  });

  test("of an empty ticket has nulls", async () => {
    await make("Bare");
    const [row] = await rowsOf("q=bare");
    expect(row).toMatchObject({ contact: null, zone: null, assigned_to: null, assigned_to_name: null, due_date: null });
    expect([row.last_comment, row.comments_count, row.is_overdue]).toEqual([null, 0, false]);
  });

  test("begins with the description until there is a comment", async () => {
    const { id } = await make("Undescribed", {
      description: "<p>Since  <b>this morning</b>, &amp; still</p><p>Help</p>",
    });
    expect((await rowsOf("q=undescribed"))[0].description_excerpt).toBe("Since this morning, & still Help");
    await world.tom.post(`/tickets/${id}/add_comment/`, { text: "Restarted." });
    expect((await rowsOf("q=undescribed"))[0].description_excerpt).toBeNull();
  });

  test("shows a draft to its author only, and can be filtered by it", async () => {
    const { id } = await make("Half written");
    await world.tom.put(`/tickets/${id}/draft/`, { text: "<p>Hello Inês,</p>" });
    expect((await rowsOf("q=half"))[0].draft_excerpt).toBe("Hello Inês,");
    expect((await rowsOf("q=half", world.fay))[0].draft_excerpt).toBeNull();
    expect(await subjects("has_draft=true")).toEqual(["Half written"]);
    expect(await subjects("has_draft=true", world.fay)).toEqual([]);
    // nothing but the choice of an internal note
    await world.tom.put(`/tickets/${id}/draft/`, { text: "<p></p>", is_internal: true });
    expect((await rowsOf("q=half"))[0].draft_excerpt).toBeNull();
    expect(await subjects("has_draft=true")).toEqual([]);
  });

  test("leaves out pictures in a comment, and reads a comment of megabytes as fast", async () => {
    const { id } = await make("Pasted");
    const picture = `<p>See here: <img src="data:image/png;base64,${"A".repeat(3_000_000)}"> and say</p>`;
    await world.tom.post(`/tickets/${id}/add_comment/`, { text: picture });
    expect((await rowsOf("q=pasted"))[0].last_comment.excerpt).toBe("See here:");
  });

  test("is not slowed down by a comment that consists of tags", async () => {
    const { id } = await make("Hostile");
    const text = "<style>".repeat(285) + "</script>".repeat(222);
    await world.tom.post(`/tickets/${id}/add_comment/`, { text });
    expect((await rowsOf("q=hostile"))[0].last_comment.excerpt).toBe("");
  });

  test("has the requested fields", async () => {
    const [row] = await rowsOf("q=bare&fields=id,subject,is_unread");
    expect(Object.keys(row)).toEqual(["id", "subject", "is_unread"]);
  });

  test("pages take the same number of statements, however many rows there are", async () => {
    const statements = async (size: number) => {
      const counts = [];
      // the server checks the user again every few seconds
      for (let turn = 0; turn < 3; turn += 1) {
        const before = world.database.statementCount();
        await rowsOf(`page_size=${size}`);
        counts.push(world.database.statementCount() - before);
      }
      return Math.min(...counts);
    };
    expect([await statements(1), await statements(3)]).toEqual([1, 1]);
  });
});

describe("paging", () => {
  test("by cursor shows each ticket once, last active first, in both directions", async () => {
    for (let i = 0; i < 7; i += 1) await make(`Row ${i}`, { tags: "paged" });
    const [first] = (await rowsOf("tags=paged&ordering=created_at")) as Row[];
    await world.tom.post(`/tickets/${first!.id}/add_comment/`, { text: "Active again." });
    const { body } = await world.tom.get("/inbox/?tags=paged&page_size=3");
    expect([Object.keys(body), body.previous]).toEqual([["next", "previous", "results"], null]);
    const second = (await world.tom.get(body.next)).body;
    const third = (await world.tom.get(second.next)).body;
    const all = [body, second, third].map((page) => page.results.map(({ subject }: Row) => subject));
    expect(all).toEqual([["Row 0", "Row 6", "Row 5"], ["Row 4", "Row 3", "Row 2"], ["Row 1"]]);
    expect(third.next).toBeNull();
    const back = (await world.tom.get(third.previous)).body;
    expect(back.results).toEqual(second.results);
    expect((await world.tom.get(back.previous)).body.results).toEqual(body.results);
  });

  test.each([
    ["page_size=0", 50],
    ["page_size=x", 50],
    ["page_size=500", 200],
  ])("%s is a page of %i", async (query, size) => {
    expect((await rowsOf(query)).length).toBeLessThanOrEqual(size);
  });

  test.each([
    "abc",
    "W10",
    "WzAsIngiXQ",
    "WzAsIjIwMjYtMTEtMjQiLCJ4Il0",
    "%00",
    Buffer.from("[0,null,null,null]").toString("base64url"),
  ])("an invented cursor (%s) is refused, or leads to an empty page", async (cursor) => {
    const { status, body } = await world.tom.get(`/inbox/?cursor=${cursor}`);
    expect([200, 400]).toContain(status);
    if (status === 400) expect(body).toEqual({ detail: "Invalid cursor." });
  });

  test.each([
    "updated_at",
    "-created_at",
    "due_date",
    "-due_date",
    "-priority",
    "status",
    "-ticket_number",
    "subject",
    "company_name",
    "-company_name",
    "assigned_to_name",
    "-assigned_to_name",
    "-resolved_at",
    "resolved_at",
    "-priority,due_date",
    "nonsense",
  ])("small pages ordered by %s add up to the large one", async (ordering) => {
    const whole = (await rowsOf(`ordering=${ordering}&page_size=200`)) as Row[];
    expect(whole.length).toBeGreaterThan(8);
    const pieces: Row[] = [];
    let next = `/inbox/?ordering=${ordering}&page_size=4`;
    while (next) {
      const { body } = await world.tom.get(next);
      pieces.push(...body.results);
      next = body.next;
    }
    expect(pieces.map(({ id }) => id)).toEqual(whole.map(({ id }) => id));
  });
});

describe("filters", () => {
  test("that are malformed are all reported at once, each under its field", async () => {
    const { status, body } = await world.tom.get(
      "/inbox/?status=new,bogus&priority=High&team=Tech,Kitchen&company=abc,you&assigned_to=me,none,you&created_by=none&resolved_by=none&created_after=soon&due_before=2026-13-01&open=maybe&q=%00&tags=%00",
    );
    const notChosen = (word: string) => [`Select a valid choice. ${word} is not one of the available choices.`];
    expect([status, body]).toEqual([
      400,
      {
        status: notChosen("bogus"),
        priority: notChosen("High"),
        team: notChosen("Kitchen"),
        company: ["“abc” is not a valid UUID.", "“you” is not a valid UUID."],
        created_by: ["“none” is not a valid UUID."],
        resolved_by: ["“none” is not a valid UUID."],
        assigned_to: ["“you” is not a valid UUID."],
        open: ["Must be a valid boolean."],
        created_after: [NOT_A_TIME],
        due_before: [NOT_A_TIME],
        q: ["Null characters are not allowed."],
        tags: ["Null characters are not allowed."],
      },
    ]);
    expect((await world.tom.get("/inbox/count/?status=bogus")).status).toBe(400);
    const words = Array.from({ length: 61 }, (_, i) => `w${i}`);
    expect((await world.tom.get(`/inbox/?q=${words.join("+")}`)).body).toEqual({
      q: ["Ensure this field has no more than 60 words."],
    });
    expect((await world.tom.get(`/inbox/?q=${words.slice(1).join("+")}`)).body.results).toEqual([]);
  });

  test("that are empty are ignored, and IDs that do not exist match nothing", async () => {
    const all = (await rowsOf("page_size=200")).length;
    expect((await rowsOf("page_size=200&status=&company=&q=&tags=,&open=&created_after=&open=false")).length).toBe(all);
    expect(await rowsOf(`company=${UNKNOWN}`)).toEqual([]);
    expect(await rowsOf(`assigned_to=${UNKNOWN}`)).toEqual([]);
  });

  test("by tag match whole tags in any case", async () => {
    await make("Tagged", { tags: "VIP , Big Hotel,étage" });
    expect(await subjects("tags=vip&q=tagged")).toEqual(["Tagged"]);
    expect(await subjects("tags=big hotel")).toEqual(["Tagged"]);
    expect(await subjects("tags=nothing,ÉTAGE")).toEqual(["Tagged"]);
    expect(await subjects("tags=hotel&q=tagged")).toEqual([]);
    expect(await subjects("tags=vi")).toEqual([]);
  });

  test("accept times, days, and times relative to now", async () => {
    await make("Due tomorrow", { due_date: new Date(Date.now() + 86_400_000).toISOString() });
    expect(await subjects("due_after=1h&due_before=2d")).toEqual(["Due tomorrow"]);
    expect(await subjects("due_after=%2B1h&due_before=%2B3d&created_after=-1h")).toEqual(["Due tomorrow"]);
    expect(await subjects("created_after=2000-01-01&updated_after=-1d&due_after=12h")).toEqual(["Due tomorrow"]);
    expect(await subjects("created_before=2000-01-01T00:00:00Z")).toEqual([]);
    expect(await subjects("updated_before=-1h")).toEqual([]);
  });

  test("by trash are for Admins", async () => {
    const { id } = await make("Thrown away");
    await world.tom.remove(`/tickets/${id}/`);
    expect(await subjects("q=thrown")).toEqual([]);
    expect(await subjects("q=thrown&trash=true", world.admin)).toEqual(["Thrown away"]);
    expect((await world.admin.get("/inbox/count/?trash=true")).body).toEqual({ count: 1, is_capped: false });
    expect((await world.tom.get("/inbox/?trash=true")).status).toBe(403);
    expect((await world.tom.get("/inbox/count/?trash=true")).status).toBe(403);
  });

  test("list a deleted company's tickets in the trash under its name", async () => {
    const company = await makeCompany(world.admin, "Gone Inc");
    await makeTicket(world.tom, company.company.id, { subject: "With it" });
    await world.admin.remove(`/companies/${company.company.id}/`);
    expect(await subjects("trash=true&search=gone&ordering=company_name", world.admin)).toEqual(["With it"]);
  });

  test("need a signed-in user", async () => {
    for (const path of ["/inbox/", "/inbox/count/?status=bogus", `/tickets/${UNKNOWN}/read/`])
      expect((await world.stranger.get(path)).status).toBe(401);
  });

  test.each([
    "'; drop table tickets; --",
    "%",
    "_",
    "\\",
    "' or 1=1",
    "((((",
    "x".repeat(3000),
    "\u202e",
    "😀".repeat(50),
    '"',
    "a,b,,c",
  ])("the search %s is valid", async (text) => {
    const query = new URLSearchParams({ q: text, search: text, tags: text });
    expect((await world.tom.get(`/inbox/?${query}`)).status).toBe(200);
  });
});

describe("a search over all text", () => {
  test("finds words in any field, all of them, and phrases", async () => {
    const ticket = await makeTicket(world.fay, cafe.company.id, {
      subject: "Jukebox, broken",
      description: "It hums all night.",
      tags: "blue-room",
      contact: cafe.contact.id,
    });
    await world.tom.post(`/tickets/${ticket.id}/add_comment/`, { text: "Fuse replaced with 100% copper." });
    const words = [
      "jukebox",
      "HUMS",
      "lue-roo",
      "copper",
      "número",
      "srisai",
      "ploy@harbour",
      ticket.ticket_number,
      "100%",
    ];
    for (const word of words)
      expect(await subjects(`q=${encodeURIComponent(word)}&company=${cafe.company.id}`), word).toEqual([
        "Jukebox, broken",
      ]);
    expect(await subjects("q=jukebox fuse número")).toEqual(["Jukebox, broken"]);
    expect(await subjects("q=jukebox nothing")).toEqual([]);
    expect(await subjects('q="hums all"')).toEqual(["Jukebox, broken"]);
    expect(await subjects('q="all hums"')).toEqual([]);
    expect(await subjects("q=100_")).toEqual([]);
    expect(await subjects(`q=j,n&company=${cafe.company.id}`)).toEqual(["Jukebox, broken"]);
  });

  test("finds text at the end of a long description or comment", async () => {
    const long = await make("Long", { description: `${"word ".repeat(6000)}needleword` });
    await world.tom.post(`/tickets/${long.id}/add_comment/`, { text: `${"talk ".repeat(6000)}haystackend` });
    expect(await subjects("q=needleword")).toEqual(["Long"]);
    expect(await subjects("q=haystackend")).toEqual(["Long"]);
  });

  test("works the same as in the list of tickets", async () => {
    expect(await subjects("search=jukebox")).toEqual(["Jukebox, broken"]);
    expect(await subjects("search=copper")).toEqual([]);
  });
});
