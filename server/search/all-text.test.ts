import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";

let world: World;
let company: string;
let other: string;
beforeAll(async () => {
  world = await openWorld();
  company = (await makeCompany(world.admin, "Hôtel Søren")).company.id;
  other = (await makeCompany(world.admin, "Elsewhere")).company.id;
  await makeTicket(world.tom, other, { subject: "Nothing of this", description: "other words" });
});
afterAll(() => world.close());

const q = async (text: string) =>
  (await world.tom.get(`/inbox/?page_size=200&q=${encodeURIComponent(text)}`)).body.results.map(
    ({ subject }: { subject: string }) => subject,
  );
const palette = async (text: string, more = "") =>
  (await world.tom.get(`/search/?q=${encodeURIComponent(text)}${more}`)).body;
const subjects = async (text: string, more = "") =>
  (await palette(text, more)).tickets.map(({ subject }: { subject: string }) => subject);

describe("markup", () => {
  const HTML = `<style>.MsoNormalTable { color: red }</style><!-- hidden note -->
    <table class="MsoNormalTable"><tr><td>alpha</td><td>beta</td></tr></table>
    <p>Tom &amp; Jerry&#39;s play<b>er</b>&nbsp;of M&uuml;ller<br>next&#x20;line &amp;lt; &lt;b&gt;</p>`;
  beforeAll(async () => {
    const { id } = await makeTicket(world.tom, company, { subject: "In HTML", description: HTML });
    await makeTicket(world.tom, company, { subject: "In a comment", description: "plain <ann@example.com> a < b" });
    const { results } = (await world.tom.get("/tickets/?search=comment")).body;
    await world.tom.post(`/tickets/${results[0].id}/add_comment/`, { text: "<p>gam<i>ma</i> &eacute;t&eacute;</p>" });
    await world.tom.get(`/tickets/${id}/`);
  });

  test.each(['"tom & jerry"', "player", "müller", '"alpha beta"', '"player of muller"', '"line &lt; <b>"', "jerry’s"])(
    "%s is found by its visible text",
    async (text) => {
      expect(await q(text)).toEqual(["In HTML"]);
    },
  );
  test.each(["&amp", "nbsp", "uuml", "MsoNormalTable", "hidden", "color", "<td>", "class="])(
    "%s is invisible and not found",
    async (text) => {
      expect(await q(text)).toEqual([]);
    },
  );
  test.each(["gamma", "été", "ete", "ann@example.com", '"<ann@example.com> a < b"'])(
    "%s is found in a comment or a plain text",
    async (text) => {
      expect(await q(text)).toEqual(["In a comment"]);
    },
  );
  test("a text with the usual entities only is found by its visible text, decoded once", async () => {
    const description = "<p>quoll &amp;gt;&nbsp;dunnart &lt;&amp;amp;&gt; bilby&#39;s &quot;</p>";
    await makeTicket(world.tom, company, { subject: "Usual entities", description });
    for (const text of ['"quoll &gt; dunnart"', '"dunnart <&amp;> bilby\'s"'])
      expect(await q(text)).toEqual(["Usual entities"]);
    for (const text of ['"quoll > dunnart"', '"dunnart <&> bilby"', "dunnart nbsp"]) expect(await q(text)).toEqual([]);
  });
  test("an edited text is found by its new words only", async () => {
    const { id } = await makeTicket(world.tom, company, { subject: "Edited", description: "<p>wom<b>bat</b></p>" });
    expect(await q("wombat")).toEqual(["Edited"]);
    await world.tom.patch(`/tickets/${id}/`, { description: "<p>numb<b>at</b></p>" });
    expect([await q("wombat"), await q("numbat")]).toEqual([[], ["Edited"]]);
  });
});

describe("letters", () => {
  // the stored text, and what is typed to find it
  const PAIRS = [
    ["Nürnberg", "nurnberg", "Nu\u0308rnberg", "NÜRNBERG"],
    ["Łódź", "lodz", "łódź", "LODZ"],
    ["Søren", "soren", "SØREN"],
    ["Großstraße", "grossstrasse", "GROSSSTRASSE"],
    ["Σίσυφος", "σισυφοσ", "ΣΊΣΥΦΟΣ"],
    ["ﬁnance", "finance"],
    ["Ｗｉｄｅ", "wide"],
    ["co\u00adoper\u200bate", "cooperate"],
    ["it’s Æther", "it's aether", "it‘s æther"],
    ["Cafe\u0301 noir", "café noir", "cafe noir"],
    ["don't stop", "don’t stop"],
    ["Ёлка", "елка"],
    ["Hà Nội", "ha noi"],
    ["ร้านน้ำแข็ง", "ร้านน้ำ"],
    ["two  words\nand lines", "two words and lines"],
  ] as const;

  test("match whatever their case, accents, width and kind of apostrophe, in texts and comments", async () => {
    for (const [stored, ...typed] of PAIRS) {
      const { id } = await makeTicket(world.tom, other, { subject: "Of letters", description: `x ${stored} x` });
      for (const text of typed) {
        expect(await q(`"${text}"`), `${text} in ${stored}`).toContain("Of letters");
        if (stored.includes("\n")) continue;
        await world.tom.patch(`/tickets/${id}/`, { subject: stored, description: "-" });
        expect(await subjects(text), `${text} in ${stored}`).toContain(stored);
        await world.tom.patch(`/tickets/${id}/`, { subject: "Of letters", description: "-" });
        await world.tom.post(`/tickets/${id}/add_comment/`, { text: stored });
        expect(await q(`"${text}"`), `${text} in a comment ${stored}`).toContain("Of letters");
      }
      await world.admin.remove(`/tickets/${id}/`);
    }
  });

  test("with different Thai vowels and tones are different words", async () => {
    await makeTicket(world.tom, company, { subject: "ร้านอาหาร", description: "มา" });
    expect(await q("รานอาหาร")).toEqual([]);
    expect(await q("ม้า")).toEqual([]);
    expect(await q("ร้าน")).toEqual(["ร้านอาหาร"]);
  });

  test("match the same way in companies and contacts", async () => {
    const { companies } = await palette("hotel soren");
    expect(companies.map(({ name }: { name: string }) => name)).toEqual(["Hôtel Søren"]);
    expect(await subjects("soren html")).toEqual(["In HTML"]);
    expect(await q("ELSEWHERE player")).toEqual([]);
    expect(await q("HOTEL player")).toEqual(["In HTML"]);
  });
});

describe("one or two letters", () => {
  test("are found at the beginning of a word", async () => {
    await makeTicket(world.tom, other, { subject: "Zq-12 fails", description: "the kiosk (xv)" });
    expect([await q("zq"), await q("xv"), await q("v"), await q("ai"), await q("fa")]).toEqual([
      ["Zq-12 fails"],
      ["Zq-12 fails"],
      [],
      [],
      ["Zq-12 fails"],
    ]);
    expect(await subjects("zq")).toEqual(["Zq-12 fails"]);
  });
  test("of other scripts, and symbols, are found anywhere", async () => {
    await makeTicket(world.tom, other, { subject: "音楽が 🎵", description: "§ 5" });
    for (const text of ["音", "楽が", "🎵", "§"]) expect(await q(text), text).toEqual(["音楽が 🎵"]);
  });
});

describe("the palette", () => {
  test("lists exact subjects first, then subjects that begin with the words, then others, however old they are", async () => {
    const subject = async (text: string, status = "new") =>
      (await makeTicket(world.tom, other, { subject: text, status })).id;
    await subject("Jukebox, lobby", "closed");
    await subject("Jukebox, lobby and bar", "closed");
    for (let n = 0; n < 70; n += 1) await subject(`The lobby has a jukebox ${n}`);
    const results = await subjects("Jukebox, lobby", "&limit=5");
    expect(results.slice(0, 2)).toEqual(["Jukebox, lobby", "Jukebox, lobby and bar"]);
    expect(results[2]).toMatch(/^The lobby/);
    expect((await subjects("jukebox, lobby AND"))[0]).toBe("Jukebox, lobby and bar");
    expect((await subjects("juke lob"))[0]).toMatch(/^The lobby/);
  });
});

describe("words with “or” between them", () => {
  const ids: Record<string, string> = {};
  beforeAll(async () => {
    for (const [subject, description] of [
      ["Ocelot in the lobby", "quiet"],
      ["Margay on the terrace", "quiet"],
      ["Caracal or serval", "in the lobby"],
    ] as const)
      ids[subject] = (await makeTicket(world.tom, company, { subject, description })).id;
    await world.tom.post(`/tickets/${ids["Margay on the terrace"]}/add_comment/`, {
      text: `<p>${"We looked at it for a while. ".repeat(20)}Then a <b>jaguar</b>undi came &amp; sat on the speaker.</p>`,
      is_internal: true,
    });
    await world.tom.post(`/tickets/${ids["Margay on the terrace"]}/add_comment/`, { text: "It is well again." });
  });
  const sorted = async (text: string) => (await q(text)).toSorted();
  test.each([
    ["ocelot or margay", ["Margay on the terrace", "Ocelot in the lobby"]],
    ["ocelot OR margay", ["Margay on the terrace", "Ocelot in the lobby"]],
    ["ocelot หรือ margay", ["Margay on the terrace", "Ocelot in the lobby"]],
    ["ocelot or margay lobby", ["Ocelot in the lobby"]],
    ["lobby ocelot or caracal", ["Caracal or serval", "Ocelot in the lobby"]],
    ['ocelot or "jaguarundi came" or xyzzy', ["Margay on the terrace", "Ocelot in the lobby"]],
    ['"caracal or serval"', ["Caracal or serval"]],
    ['caracal "or" serval', ["Caracal or serval"]],
    ["or serval", ["Caracal or serval"]],
    ["serval or", ["Caracal or serval"]],
    ["🐆 or ocelot", ["Ocelot in the lobby"]],
  ])("%s finds %j", async (text, expected) => {
    expect(await sorted(text)).toEqual(expected);
  });
  test("mean the same in the palette", async () => {
    expect((await subjects("ocelot or margay")).toSorted()).toEqual(["Margay on the terrace", "Ocelot in the lobby"]);
    expect(await subjects("ocelot or margay terrace")).toEqual(["Margay on the terrace"]);
  });

  const hits = async (text: string, more = "") =>
    (await world.tom.get(`/search/hits/?q=${encodeURIComponent(text)}&tickets=${Object.values(ids).join()}${more}`))
      .body.results;
  test("are shown with the text around them, wherever they are", async () => {
    expect(await hits("jaguarundi or xyzzy")).toEqual([
      {
        ticket: ids["Margay on the terrace"],
        comment: expect.any(String),
        author_name: "Tom Tech",
        is_internal: true,
        excerpt: "…Then a jaguarundi came & sat on the speaker.",
      },
    ]);
    expect((await hits("LOBBY")).map(({ comment, excerpt }: Record<string, string>) => [comment, excerpt])).toEqual([
      [null, "in the lobby"],
    ]);
    expect(await hits("xyzzy")).toEqual([]);
    expect(await hits("")).toEqual([]);
  });
  test("are refused with a reason if they or the tickets are malformed", async () => {
    expect((await world.tom.get("/search/hits/?q=a&tickets=b")).status).toBe(400);
    expect((await world.tom.get("/search/hits/?q=%00&tickets=")).status).toBe(400);
  });
});

describe("a search that found nothing", () => {
  beforeAll(async () => {
    await makeTicket(world.tom, company, { subject: "Broken thermostat", description: "<p>In the vestibule</p>" });
    const { id } = await makeTicket(world.tom, company, { subject: "Zygomorphic" });
    await world.tom.remove(`/tickets/${id}/`);
  });

  test.each([
    ["thermostat", [], null],
    ["thermosatt", ["thermosatt"], "thermostat"],
    ["Hôtle or lighthose vestibul", ["Hôtle", "lighthose"], "hotel vestibul"],
    ["vestibyle broken", ["vestibyle"], "vestibule broken"],
    ["thermosatt qwertyuiop", ["thermosatt", "qwertyuiop"], null],
    ['"broken vestibule"', ["broken vestibule"], null],
    ["zygomorphic", ["zygomorphic"], null],
    ["zygomorphik", ["zygomorphik"], null],
  ])("%s: names the missing words, and offers the nearest ones", async (text, missing, suggestion) => {
    const { body } = await world.tom.get(`/search/missing-words/?q=${encodeURIComponent(text)}`);
    expect(body).toEqual({ missing, suggestion });
  });

  test("is refused like one that lists tickets", async () => {
    const refused = await world.tom.get("/search/missing-words/?q=a%00");
    expect([refused.status, refused.body]).toEqual([400, { q: ["Null characters are not allowed."] }]);
  });
});
