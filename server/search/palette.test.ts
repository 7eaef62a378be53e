import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";

let world: World;
let harbour: Awaited<ReturnType<typeof makeCompany>>;
let lobby: { id: string; ticket_number: string };
beforeAll(async () => {
  world = await openWorld();
  harbour = await makeCompany(world.admin, "Harbour Hotel");
  lobby = await makeTicket(world.fay, harbour.company.id, { subject: "Lobby is silent", contact: harbour.contact.id });
});
afterAll(() => world.close());

const find = async (q: string, more = "") => (await world.tom.get(`/search/?q=${encodeURIComponent(q)}${more}`)).body;
const subjects = async (q: string, more?: string) =>
  (await find(q, more)).tickets.map(({ subject }: { subject: string }) => subject);

test("tickets and people are found by parts of their names", async () => {
  const { tickets, companies, contacts } = await find("harb");
  expect(tickets).toEqual([
    {
      id: lobby.id,
      ticket_number: lobby.ticket_number,
      subject: "Lobby is silent",
      status: "new",
      company_name: "Harbour Hotel",
    },
  ]);
  expect(companies).toEqual([{ id: harbour.company.id, name: "Harbour Hotel" }]);
  expect(contacts).toEqual([
    {
      id: harbour.contact.id,
      name: "Ploy Srisai",
      email: "ploy@harbour.test",
      company: harbour.company.id,
      company_name: "Harbour Hotel",
    },
  ]);
  expect((await find("fay")).users).toEqual([{ id: world.fay.id, full_name: "Fay Finance", role: "Finance" }]);
});

test("names are found although they are spelled a little differently, if no name matches exactly", async () => {
  for (const text of ["Harbor", "harbor hotel", "Habour", "Harbour Hotle"])
    expect((await find(text)).companies, text).toEqual([{ id: harbour.company.id, name: "Harbour Hotel" }]);
  expect((await find("Srisay")).contacts).toMatchObject([{ name: "Ploy Srisai" }]);
  expect((await find("Finanse")).users).toMatchObject([{ full_name: "Fay Finance" }]);
  for (const text of ["Harbour", "hrb", "Waterfall"]) expect((await find(text)).users, text).toEqual([]);
});

test("a ticket matches if all words appear anywhere in subject, number, company or contact", async () => {
  for (const words of ["ilent", "SILENT lobby", "lob harb", "srisai sil", `lobby ${lobby.ticket_number}`, "is"])
    expect(await subjects(words), words).toEqual(["Lobby is silent"]);
  for (const words of ["lobby nowhere", "offline", "silent is lobbyist"])
    expect(await subjects(words), words).toEqual([]);
});

test("a number is found completely, by its beginning or by its end, and comes first", async () => {
  const { company } = await makeCompany(world.admin, "Number Works");
  const created = [];
  for (let n = 0; n < 12; n += 1) created.push(await makeTicket(world.fay, company.id, { subject: `Order ${n + 1}` }));
  const { ticket_number, subject } = created[3]!;
  const serial = ticket_number.slice(11);
  for (const input of [
    ticket_number,
    ticket_number.toLowerCase(),
    serial,
    String(Number(serial)),
    `#${Number(serial)}`,
  ])
    expect((await subjects(input))[0], input).toBe(subject);
  expect(await subjects(ticket_number)).toEqual([subject]);
  expect(await subjects(ticket_number.slice(0, 9), "&limit=20")).toContain(subject);
});

test("results that begin with the words come first, then open tickets, then recent ones", async () => {
  const { company } = await makeCompany(world.admin, "Order Works");
  const make = (subject: string, status = "new") => makeTicket(world.fay, company.id, { subject, status });
  await make("Jukebox old");
  await make("Jukebox closed", "closed");
  await make("A jukebox");
  await make("Jukebox new");
  expect(await subjects("jukebox")).toEqual(["Jukebox new", "Jukebox old", "Jukebox closed", "A jukebox"]);
});

test("each kind of result has its own limit", async () => {
  for (let n = 0; n < 8; n += 1) await makeCompany(world.admin, `Chain ${n}`);
  expect((await find("chain")).companies).toHaveLength(6);
  expect((await find("chain", "&limit=2")).companies.map(({ name }: { name: string }) => name)).toEqual([
    "Chain 0",
    "Chain 1",
  ]);
  expect((await find("chain", "&limit=5000")).companies).toHaveLength(8);
  expect((await find("chain", "&limit=x")).companies).toHaveLength(6);
});

test("deleted and deactivated entries are not found, and no addresses are shown", async () => {
  const company = await makeCompany(world.admin, "Vanished Bakery");
  const ticket = await makeTicket(world.fay, company.company.id, { subject: "Vanished ticket" });
  await world.fay.remove(`/tickets/${ticket.id}/`);
  expect(await subjects("vanished")).toEqual([]);
  await world.admin.remove(`/companies/${company.company.id}/`);
  expect(await find("vanished")).toEqual({ tickets: [], companies: [], contacts: [], users: [] });
  expect((await find("docket.test")).users).toEqual([]);
  const left = await world.admin.post("/users/", {
    username: "leaver",
    password: "correct horse battery",
    is_active: false,
  });
  expect(left.status).toBe(201);
  expect((await find("leaver")).users).toEqual([]);
});

test.each(["", " ", ",", '""'])("%j finds nothing", async (q) => {
  expect(await find(q)).toEqual({ tickets: [], companies: [], contacts: [], users: [] });
});

test.each([
  "%",
  "_",
  "\\",
  "'",
  "''",
  "[a",
  "(",
  "-",
  "\u001f",
  "😀",
  "0",
  "000",
  "999999999999",
  "#",
  "x ".repeat(500),
  "y".repeat(4000),
  "t-20261124-",
  "t-20261124-1 42 #7 hotel",
  "1 2 3",
])("%s is searched for literally", async (q) => {
  expect((await world.tom.get(`/search/?q=${encodeURIComponent(q)}`)).status).toBe(200);
});

test("a null character is refused, and searching needs a signed-in user", async () => {
  const { status, body } = await world.tom.get("/search/?q=a%00");
  expect([status, body]).toEqual([400, { q: ["Null characters are not allowed."] }]);
  expect((await world.stranger.get("/search/?q=a")).status).toBe(401);
});

test("a merged ticket is found by its old number, as the ticket it was merged into", async () => {
  const [old, middle, last] = await Promise.all(
    ["Old one", "Middle one", "Kept one"].map((subject) => makeTicket(world.tom, harbour.company.id, { subject })),
  );
  const inList = async (q: string) =>
    (await world.tom.get(`/inbox/?q=${encodeURIComponent(q)}`)).body.results.map(({ id }: { id: string }) => id);
  await world.tom.post(`/tickets/${old!.id}/merge/`, { into: middle!.id });
  await world.tom.post(`/tickets/${middle!.id}/merge/`, { into: last!.id });
  const short = old!.ticket_number.slice(-4);
  for (const q of [old!.ticket_number, middle!.ticket_number.toLowerCase(), short])
    expect(await subjects(q), q).toEqual(["Kept one"]);
  expect(await inList(old!.ticket_number)).toEqual([last!.id]);
  await world.tom.post(`/tickets/${middle!.id}/unmerge/`);
  expect(await subjects(old!.ticket_number)).toEqual(["Middle one"]);
  expect(await inList(middle!.ticket_number)).toEqual([middle!.id]);
});
