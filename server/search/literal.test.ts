import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";

interface Text {
  id: string;
  ticket_number: string;
  subject: string;
  description: string;
  company_name: string;
}

const PICTURE = "data:image/png;base64,".padEnd(30_000, "iVBORw0KGgo");
const TEXTS = [
  ["Printer jam", "Paper tray 2 of the printer on floor seven"],
  ["Zone offline", "Quokka xylograph, both in one"],
  ["ÜBER ÄRGER", "ร้านอาหาร 🎵 ΣΊΣΥΦΟΣ İstanbul"],
  ["100% of under_score", "C:\\temp\\new\nsecond line"],
  ["ab", "c"],
  ["A pasted picture", `${PICTURE} the quokka stands behind it`],
  ["Another picture", `${"ก".repeat(19_999)} beyond the quokka`],
  ["alpha beta gamma delta", "epsilon zeta eta theta iota kappa lambda"],
] as const;

let world: World;
let texts: Text[];
beforeAll(async () => {
  world = await openWorld();
  const places = [await makeCompany(world.admin, "Harbour Hotel"), await makeCompany(world.admin, "Café Xylograph")];
  for (const [at, [subject, description]] of TEXTS.entries())
    await makeTicket(world.tom, places[at % 2]!.company.id, { subject, description });
  texts = (await world.tom.get("/tickets/?page_size=100")).body.results;
});
afterAll(() => world.close());

test("a row of white space of any kind is found as one space", async () => {
  // every character that may count as white space, beside each kind that a text usually has
  const { rows } = await world.database.pool.query(
    `select to_hex(n) as character, folded
     from generate_series(1, 65535) n
     cross join lateral (select 'a' || chr(n) || E'\\r\\n \\t' || chr(n) || E'b  c' as content) given
     cross join lateral (select search_text(given.content, false) as folded) result
     where n not between 55296 and 57343 and (chr(n) ~ '\\s' or n < 33)
       and (folded <> 'a b c' or search_text(folded, false) <> folded)`,
  );
  expect(rows).toEqual([]);
});

const having = (terms: string[]) =>
  texts
    .filter(({ ticket_number, subject, description, company_name }) =>
      terms.every((term) =>
        [ticket_number, subject, description, company_name].some((each) =>
          each.toLowerCase().includes(term.toLowerCase()),
        ),
      ),
    )
    .map((each) => each.id);

/** The results of a search for these terms, by page and by cursor; both must be the same. */
async function searchLiteral(terms: string[]): Promise<string[]> {
  const search = encodeURIComponent(terms.map((term) => `"${term.replaceAll(/["\\]/g, "\\$&")}"`).join(" "));
  const ids = async (path: string) => {
    const { status, body } = await world.tom.get(path);
    expect([status, path]).toEqual([200, path]);
    const listed: string[] = body.results.map((each: Text) => each.id);
    if (body.count !== undefined) expect(body.count).toBe(listed.length);
    return listed;
  };
  const byPage = await ids(`/tickets/?page_size=50&search=${search}`);
  expect(await ids(`/tickets/?page_size=50&cursor=&search=${search}`)).toEqual(byPage);
  return byPage;
}

describe("a search finds tickets that have every term in number, subject, description or company, newest first", () => {
  test.each([
    [["quokka"], 3],
    [["quokka", "xylograph"], 2],
    [["xylo", "seven"], 0],
    [["über", "ärger"], 1],
    [["ร้าน", "🎵"], 1],
    [["a"], 8],
    [["ab"], 1],
    [["q", "u", "o"], 3],
    [["hotel", "printer"], 1],
    [["hotel", "iota"], 0],
    [["café", "iota"], 1],
    [["\\temp\\"], 1],
    [["new\nsecond"], 1],
    [["data:image/png;base64,", "quokka stands"], 1],
    [["alpha beta gamma delta", "epsilon zeta eta theta iota kappa lambda"], 1],
    [["epsilon zeta eta theta iota kappa lambda and something that is not in there any more"], 0],
  ])("%j", async (terms, count) => {
    expect(having(terms)).toHaveLength(count);
    expect(await searchLiteral(terms)).toEqual(having(terms));
  });

  test("one letter, page by page and by cursor, forward and back", async () => {
    const all = having(["a"]);
    const ids = ({ results }: { results: Text[] }) => results.map(({ id }) => id);
    const pathOf = (url: string | null) => url?.slice(url.indexOf("/tickets/"));
    for (const more of ["", "&cursor="]) {
      const pages: string[][] = [];
      let back: string | null | undefined = null;
      for (let path: string | null | undefined = `/tickets/?search=a&page_size=3${more}`; path; ) {
        const { body } = await world.tom.get(path);
        if (more === "") expect(body.count).toBe(all.length);
        pages.push(ids(body));
        [back, path] = [pathOf(body.previous), pathOf(body.next)];
      }
      expect(pages).toEqual([all.slice(0, 3), all.slice(3, 6), all.slice(6)]);
      expect(ids((await world.tom.get(back!)).body)).toEqual(all.slice(3, 6));
    }
  });

  test("every part of every text is found", async () => {
    for (const [at, each] of texts.entries()) {
      for (const text of [each.ticket_number, each.subject, each.description, each.company_name]) {
        const from = (at * 7) % Math.max(1, text.length - 4);
        const terms = [text.slice(from, from + 3), text.slice(-4)].map((term) => term.toWellFormed().trim());
        expect(await searchLiteral(terms.filter(Boolean)), terms.join("|")).toEqual(having(terms));
      }
    }
  });

  test("no term matches across two fields", async () => {
    const { subject, description, ticket_number } = texts.find((each) => each.subject === "ab")!;
    const across = [`${ticket_number}${subject}`, "abc", "ab\x1fc", "b\x1fc", "ab c", "ab\nc"];
    for (const term of across) expect(await searchLiteral([term]), JSON.stringify(term)).toEqual([]);
    expect(await searchLiteral([description, subject])).toContain(texts.find((each) => each.subject === "ab")!.id);
  });

  test("more terms than the maximum number of conditions still work", async () => {
    const words = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda café a b c".split(" ");
    expect(await searchLiteral(words)).toEqual(having(words));
    expect(having(words)).toHaveLength(1);
    for (const last of ["ω", "quokka", "harbour"]) expect(await searchLiteral([...words, last])).toEqual([]);
  });
});

test("case matters only for letters without a simple counterpart; accents, markup and apostrophes must match", async () => {
  const { company } = await makeCompany(world.admin, "Literal Rooms");
  for (const subject of ["İzmir kiosk", "izmir lounge", "Müller’s bar", "muller's pub", "Straße zwei", "STRASSE drei"])
    await makeTicket(world.tom, company.id, { subject, description: "<p>Tom &amp; <b>Jer</b>ry</p>" });
  const subjects = async (search: string) =>
    (await world.tom.get(`/tickets/?search=${encodeURIComponent(search)} "Literal Rooms"`)).body.results
      .map(({ subject }: { subject: string }) => subject)
      .toSorted();
  expect(await subjects("İ")).toEqual(["İzmir kiosk"]);
  expect(await subjects("izmir")).toEqual(["izmir lounge"]);
  expect(await subjects("MÜLLER’S")).toEqual(["Müller’s bar"]);
  expect(await subjects("muller")).toEqual(["muller's pub"]);
  expect(await subjects("straße")).toEqual(["Straße zwei"]);
  expect(await subjects("strasse")).toEqual(["STRASSE drei"]);
  for (const all of ["<b>jer", "&AMP;", "</p>"]) expect(await subjects(all), all).toHaveLength(6);
  for (const none of ['"tom & jerry"', "jerry"]) expect(await subjects(none), none).toEqual([]);
  await world.admin.remove(`/companies/${company.id}/`);
  expect((await world.tom.get("/tickets/?search=izmir")).body.count).toBe(0);
});

test("the data of pasted pictures and text after the 100,000th character are not searched", async () => {
  const { company } = await makeCompany(world.admin, "Picture Rooms");
  const picture = `<img src="data:image/png;base64,${"iVBORw0KGgoAAA".repeat(20_000)}">`;
  await makeTicket(world.tom, company.id, { subject: "Pasted", description: `${picture}<p>a wallaby</p>` });
  await makeTicket(world.tom, company.id, { subject: "Endless", description: `${"word ".repeat(20_001)} wallaby` });
  const count = async (search: string) => (await world.tom.get(`/tickets/?search=${search}`)).body.count;
  expect(await count("wallaby")).toBe(1);
  expect(await count("iVBORw0KGgoAAAiVBORw0KGgoAAA")).toBe(0);
  await world.admin.remove(`/companies/${company.id}/`);
});

test("a search follows changes of a ticket's words, company and trash state at once", async () => {
  const [from, to] = [await makeCompany(world.admin, "Wombat Rooms"), await makeCompany(world.admin, "Echidna Rooms")];
  const { id } = await makeTicket(world.tom, from.company.id, { subject: "Platypus", description: "Bilby" });
  const finders = async () => {
    const words = ["platypus", "bilby", "wombat", "dingo", "kookaburra", "echidna"];
    const counts = words.map(async (word) => (await world.tom.get(`/tickets/?search=${word}`)).body.count);
    const results = await Promise.all(counts);
    return words.filter((_, at) => results[at] > 0);
  };
  expect(await finders()).toEqual(["platypus", "bilby", "wombat"]);
  const change = { subject: "Dingo", description: "Kookaburra", company: to.company.id, contact: to.contact.id };
  expect((await world.admin.patch(`/tickets/${id}/`, change)).status).toBe(200);
  expect(await finders()).toEqual(["dingo", "kookaburra", "echidna"]);
  await world.admin.remove(`/tickets/${id}/`);
  expect(await finders()).toEqual([]);
  await world.admin.post(`/tickets/${id}/restore/`);
  expect(await finders()).toEqual(["dingo", "kookaburra", "echidna"]);
  await world.admin.remove(`/tickets/${id}/`);
});

test("thousands of terms are accepted", async () => {
  const letters = [..."abcdefghijklmnopqrstuvwxyz"];
  const all = letters.flatMap((a) => letters.flatMap((b) => ["", "1", "2", "3"].map((c) => a + b + c)));
  for (const path of ["/tickets/", "/tickets/stats/"]) {
    const { status, body } = await world.tom.get(`${path}?search=${all.join("+")}`);
    expect([status, body.count ?? body.total]).toEqual([200, 0]);
  }
  const same = `a+${"A,".repeat(6000)}`;
  expect((await world.tom.get(`/tickets/?search=${same}`)).body.count).toBe(8);
});

describe("among many tickets", () => {
  const MANY = 4000;
  beforeAll(async () => {
    const { pool } = world.database;
    await pool.query(`insert into companies (name) select 'Branch ' || n from generate_series(1, 600) n`);
    await pool.query(
      `insert into tickets (ticket_number, subject, description, company, created_at)
       select 'M-' || n, 'Ticket of many', 'Nothing to see here, number ' || n || case when n % 400 = 7 then ' but a numbat' else '' end,
         c.id, now() - n * interval '1 minute'
       from generate_series(1, ${MANY}) n join companies c on c.name = 'Branch ' || (n % 600 + 1)`,
    );
    await pool.query("vacuum analyze tickets, ticket_texts");
  });

  /** How many rows of tickets and their texts a request reads. */
  async function rowsRead(path: string): Promise<number> {
    const read = async () => {
      // the connection used last is used next
      await world.database.pool.query("select pg_stat_force_next_flush()");
      const { rows } = await world.database.pool.query(
        `select pg_stat_clear_snapshot(), sum(seq_tup_read + idx_tup_fetch)::int as n from pg_stat_user_tables
         where relname in ('tickets', 'ticket_texts')`,
      );
      return rows[0].n as number;
    };
    const before = await read();
    expect((await world.tom.get(path)).status).toBe(200);
    return (await read()) - before;
  }

  test("a search for rare words reads only the matching tickets", async () => {
    for (const paging of ["", "&cursor=", "&page=last", "&ordering=-priority"]) {
      for (const words of ["numbat", "numbat+here"])
        expect(await rowsRead(`/tickets/?search=${words}${paging}`), words + paging).toBeLessThan(100);
    }
    expect((await world.tom.get("/tickets/?search=numbat+here&page_size=3")).body.count).toBe(10);
  });

  test("a part of many companies' names finds the tickets of all of them", async () => {
    expect((await world.tom.get("/tickets/?search=branch")).body.count).toBe(MANY);
    expect((await world.tom.get("/tickets/?search=branch+numbat")).body.count).toBe(10);
    expect((await world.tom.get(`/tickets/?search=${encodeURIComponent('"branch 599"')}`)).body.count).toBe(6);
  });
});
