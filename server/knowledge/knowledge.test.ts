import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PAYLOADS } from "../../e2e/hostile-payloads.ts";
import { type Caller, makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { cleanArticle } from "./content.ts";
import { findArticles, searchArticles, suggestArticles } from "./search.ts";
import { slugOf } from "./slugs.ts";
import { ANYONE, CONTACT } from "./visible.ts";
import { formsOf, searchWords, splitAllTexts } from "./words.ts";

const HARMLESS_TAG =
  /^<\/?[a-z]+\d?(?: (?:href="(?:https?:|mailto:|tel:|[^":]*")[^"]*"?|data-callout="\w+"|(?:colspan|rowspan|start)="\d*"|src="cid:[\da-f-]{36}"|alt="[^"]*"))* ?\/?>$/;
let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const make = async (values: object, by: Caller = world.admin) => (await by.post("/kb/articles/", values)).body;
const publish = (id: string, by: Caller = world.admin) => by.post(`/kb/articles/${id}/publish/`, {});
const makePublic = async (values: object) => {
  const article = await make({ visibility: "public", ...values });
  return (await publish(article.id)).body;
};
const category = async (values: object) => (await world.admin.post("/kb/categories/", values)).body;

describe("an article", () => {
  test("has versions, one of which is published", async () => {
    const { id, slug, version, state } = await make({ title: "Green light", html: "<p>One</p>" }, world.tom);
    expect([slug, version, state]).toEqual(["green-light", 1, "draft"]);
    expect((await publish(id, world.tom)).body).toMatchObject({ state: "published", has_changes: false });
    const response = await world.tom.patch(`/kb/articles/${id}/`, { html: "<p>Two</p>" });
    expect(response.body).toMatchObject({
      has_changes: true,
      texts: [{ html: "<p>Two</p>", version: 2, live_version: 1 }],
    });
    const find = async (text: string) =>
      (await searchArticles(world.database.db, { audience: 3, team: null }, text, { language: "en", limit: 5 })).length;
    expect([await find("one"), await find("two")]).toEqual([1, 0]);
    const restored = await world.tom.post(`/kb/articles/${id}/restore/`, { language: "en", version: 1 });
    expect(restored.body.texts[0]).toMatchObject({ html: "<p>One</p>", version: 3, author_name: "Tom Tech" });
    const { results } = (await world.tom.get(`/kb/articles/${id}/versions/`)).body;
    expect(results.map((each: { html: string }) => each.html)).toEqual(["<p>One</p>", "<p>Two</p>", "<p>One</p>"]);
  });

  test("that should be reviewed is listed from its day on, with who looks after it", async () => {
    const due = await make({ title: "Due", review_at: "2020-01-01", owner: world.tom.id });
    const later = await make({ title: "Later", review_at: "2999-01-01" });
    const { results } = (await world.tom.get("/kb/articles/?review_due=true")).body;
    expect(results).toMatchObject([{ id: due.id, owner: world.tom.id, owner_name: "Tom Tech" }]);
    expect((await world.tom.get(`/kb/articles/?owner=${world.tom.id}`)).body.results).toHaveLength(1);
    for (const { id } of [due, later]) await world.admin.remove(`/kb/articles/${id}/`);
  });

  test("that changed since it was read is not overwritten", async () => {
    const { id } = await make({ title: "Two editors" });
    const headers = { "if-match": (await world.tom.get(`/kb/articles/${id}/`)).headers.get("etag")! };
    expect((await world.fay.patch(`/kb/articles/${id}/`, { title: "Fay" }, headers)).status).toBe(200);
    const late = await world.tom.patch(`/kb/articles/${id}/`, { title: "Tom" }, headers);
    expect([late.status, late.body.version, late.headers.get("etag")]).toEqual([412, 2, '"2"']);
    expect((await world.tom.get(`/kb/articles/${id}/`)).body.title).toBe("Fay");
  });

  test("keeps its former address until another article takes it", async () => {
    const { id } = await make({ title: "Moving" });
    await world.admin.patch(`/kb/articles/${id}/`, { slug: "moved" });
    const { rows } = await world.database.pool.query("select slug from kb_former_slugs where article = $1", [id]);
    expect(rows).toEqual([{ slug: "moving" }]);
    expect((await make({ title: "Moving" })).slug).toBe("moving-2");
    expect((await make({ title: "x", slug: "moving" })).slug).toBe("moving");
    expect((await world.database.pool.query("select from kb_former_slugs where article = $1", [id])).rowCount).toBe(0);
  });

  test.each([
    [{}, { title: ["This field is required."] }],
    [{ title: "x", slug: "A b" }, { slug: ["Use lowercase letters, digits and single hyphens."] }],
    [{ title: "x", visibility: "team" }, { teams: ["Choose at least one team."] }],
    [{ title: "x", review_at: "2026-02-30" }, { review_at: ["Date has wrong format. Use YYYY-MM-DD."] }],
    [{ title: "x", visibility: "team", teams: ["Tech"] }, { visibility: ["You would no longer see this article."] }],
  ])("with %j is refused", async (values, expected) => {
    const { status, body } = await world.fay.post("/kb/articles/", values);
    expect([status, body]).toEqual([400, expected]);
  });

  test.each(PAYLOADS)("keeps nothing of %j that runs or loads something", (payload) => {
    const tags = cleanArticle(payload).match(/<[^>]*>/g) ?? [];
    expect(tags.filter((tag) => !HARMLESS_TAG.test(tag))).toEqual([]);
  });

  test("keeps headings, tables, code and callouts", () => {
    const html = '<h2>A</h2><table><tbody><tr><td colspan="2">x</td></tr></tbody></table><pre><code>y</code></pre>';
    const callout = '<aside data-callout="tip"><p>z</p></aside>';
    expect(cleanArticle(html + callout)).toBe(html + callout);
    expect(cleanArticle('<h1>A</h1><aside data-callout="x" class="y">z</aside>')).toBe(
      '<h2>A</h2><aside data-callout="info">z</aside>',
    );
  });

  test("can have an address in any script", () => {
    expect(slugOf("Green light, but no sound!")).toBe("green-light-but-no-sound");
    expect(slugOf("ไม่มีเสียง ทำอย่างไร")).toBe("ไม่มีเสียง-ทำอย่างไร");
    expect(slugOf("???")).toBe("");
  });
});

describe("categories", () => {
  test("form no cycles, are at most five deep, and cannot be deleted while they contain anything", async () => {
    const ids: string[] = [];
    for (const n of [1, 2, 3, 4, 5]) ids.push((await category({ name: `Level ${n}`, parent: ids.at(-1) ?? null })).id);
    const circle = await world.admin.patch(`/kb/categories/${ids[0]}/`, { parent: ids[4] });
    expect([circle.status, circle.body]).toEqual([400, { parent: ["A category cannot be below itself."] }]);
    expect((await category({ name: "Level 6", parent: ids[4] })).parent).toEqual([
      "Categories can be at most 5 levels deep.",
    ]);
    expect((await world.admin.remove(`/kb/categories/${ids[0]}/`)).status).toBe(409);
    expect((await world.admin.remove(`/kb/categories/${ids[4]}/`)).status).toBe(204);
    expect((await world.tom.post("/kb/categories/", { name: "x" })).status).toBe(403);
  });

  test("move with everything in them to a place among others, at most five deep", async () => {
    const [a, b, c] = [await category({ name: "A" }), await category({ name: "B" }), await category({ name: "C" })];
    const move = (id: string, parent: string | null, after: string | null) =>
      world.admin.post(`/kb/categories/${id}/move/`, { parent, after });
    const inA = async () =>
      (await world.admin.get("/kb/categories/")).body.results
        .filter(({ parent }: { parent: string }) => parent === a.id)
        .map(({ name, position }: { name: string; position: number }) => `${position} ${name}`);
    expect((await move(b.id, a.id, null)).body).toMatchObject({ parent: a.id, position: 0 });
    await move(c.id, a.id, null);
    expect(await inA()).toEqual(["0 C", "1 B"]);
    await move(c.id, a.id, b.id);
    expect(await inA()).toEqual(["0 B", "1 C"]);
    expect((await move(c.id, a.id, c.id)).body).toEqual({ after: ["There is no such category below this parent."] });
    expect((await move(a.id, b.id, null)).body).toEqual({ parent: ["A category cannot be below itself."] });
    expect((await world.tom.post(`/kb/categories/${c.id}/move/`, { parent: null })).status).toBe(403);
    // a chain of three below a chain of three
    const chain = async (name: string) => {
      const top = await category({ name });
      const below = await category({ name: `${name} 2`, parent: top.id });
      return [top.id, (await category({ name: `${name} 3`, parent: below.id })).id];
    };
    const [[, deep], [top]] = [await chain("One"), await chain("Two")];
    const tooDeep = { parent: ["Categories can be at most 5 levels deep."] };
    expect((await move(top!, deep!, null)).body).toEqual(tooDeep);
    expect((await world.admin.patch(`/kb/categories/${top}/`, { parent: deep })).body).toEqual(tooDeep);
  });

  test("that become less visible hide their contents at once", async () => {
    const top = await category({ name: "Open", visibility: "public" });
    const below = await category({ name: "Below", visibility: "public", parent: top.id });
    const article = await makePublic({ title: "Zymurgy", category: below.id });
    const find = async () =>
      (await searchArticles(world.database.db, ANYONE, "zymurgy", { language: "en", limit: 5 })).map(({ id }) => id);
    expect(await find()).toEqual([article.id]);
    await world.admin.patch(`/kb/categories/${top.id}/`, { visibility: "signed_in" });
    expect(await find()).toEqual([]);
    expect((await world.tom.get(`/kb/articles/${article.id}/`)).body.effective_visibility).toBe("signed_in");
    await world.admin.patch(`/kb/categories/${top.id}/`, { visibility: "team", teams: ["Finance"] });
    const hidden = await world.tom.get(`/kb/articles/${article.id}/`);
    const unknown = await world.tom.get("/kb/articles/11111111-1111-4111-8111-111111111111/");
    expect([hidden.status, hidden.body]).toEqual([404, unknown.body]);
    expect((await world.tom.patch(`/kb/articles/${article.id}/`, { title: "x" })).status).toBe(404);
    expect((await world.tom.get(`/kb/articles/${article.id}/versions/`)).status).toBe(404);
    expect((await world.fay.get(`/kb/articles/${article.id}/`)).status).toBe(200);
    expect((await world.fay.get("/kb/categories/")).body.results.map(({ id }: { id: string }) => id)).toContain(
      below.id,
    );
    expect((await world.tom.get("/kb/categories/")).body.results.map(({ id }: { id: string }) => id)).not.toContain(
      below.id,
    );
  });
});

describe("search", () => {
  const find = async (text: string, language = "en", reader = CONTACT) =>
    (await searchArticles(world.database.db, reader, text, { language, limit: 5 })).map(({ title }) => title);
  beforeAll(async () => {
    const { id } = await makePublic({
      title: "The café is quiet",
      html: "<p>Turn the <b>amp</b>lifier up &amp; wait.</p>",
    });
    await world.admin.patch(`/kb/articles/${id}/`, {
      language: "th",
      title: "ไม่มีเสียงเพลงในร้าน",
      html: "<p>ตรวจสอบเครื่องขยายเสียงก่อน</p>",
    });
    await publish(id);
    await makePublic({ title: "A copy of an invoice", html: "<p>Invoices are in your account.</p>" });
  });

  test("ignores case and accents, spans tags, and ranks titles first", async () => {
    expect(await find("CAFE quiet")).toEqual(["The café is quiet"]);
    expect(await find("amplifier")).toEqual(["The café is quiet"]);
    expect(await find("100%")).toEqual([]);
  });

  test("offers the closest words for mistyped ones, and articles that have some of the words", async () => {
    const by = async (text: string) => {
      const { hits, by, correction } = await findArticles(world.database.db, CONTACT, text, {
        language: "en",
        limit: 5,
      });
      return [by, correction, hits.map(({ title }) => title)];
    };
    expect(await by("quiet café")).toEqual(["all", null, ["The café is quiet"]]);
    expect(await by("invoice from March")).toEqual(["some", null, ["A copy of an invoice"]]);
    expect(await by("qiuet")).toEqual(["spelling", "quiet", ["The café is quiet"]]);
    expect(await by("a copy of an invoce")).toEqual(["some", null, ["A copy of an invoice"]]);
    expect(await by("invoce zymurgist")).toEqual(["spelling", "invoice zymurgist", ["A copy of an invoice"]]);
    expect(await by("zymurgist")).toEqual(["all", null, []]);
    expect(await by('qiuet or invoce "of an"')).toEqual([
      "spelling",
      'quiet or invoice "of an"',
      ["A copy of an invoice"],
    ]);
  });

  test.each([
    ["quiet or copy", ["A copy of an invoice", "The café is quiet"]],
    ["quiet หรือ COPY", ["A copy of an invoice", "The café is quiet"]],
    ["zymurgist or quiet", ["The café is quiet"]],
    ["amplifier or copy account", ["A copy of an invoice"]],
    ['quiet "or" copy', []],
    ["quiet or", ["The café is quiet"]],
    [`${"zymurgist or ".repeat(3)}quiet`, ["The café is quiet"]],
  ])(
    "of %j finds articles that have one of the words beside `or`, in the list of all articles too",
    async (q, titles) => {
      const { hits, by } = await findArticles(world.database.db, CONTACT, q, { language: "en", limit: 5 });
      if (by === "all") expect(hits.map(({ title }) => title).toSorted()).toEqual(titles);
      else expect(titles).toEqual([]);
      const { results } = (await world.tom.get(`/kb/articles/?search=${encodeURIComponent(q)}`)).body;
      expect(results.map(({ title }: { title: string }) => title).toSorted()).toEqual(titles);
    },
  );

  test("finds Thai without spaces, in the reader's language", async () => {
    expect(await find("เสียงเพลง", "th")).toEqual(["ไม่มีเสียงเพลงในร้าน"]);
    expect(await find("ขยายเสียง", "th")).toEqual(["ไม่มีเสียงเพลงในร้าน"]);
    expect(searchWords("ร้านไม่มีเสียงเพลง")).toContain("เสียง");
  });

  test.each([
    ["mplif", true],
    ["fe quie", true],
    ["'fe quie'", false],
    ["'fe is'", true],
    ["up & wait", true],
    ["amplifier+", false],
    ["up", true],
    ["zz", false],
    ["ＡＭＰ", true],
    ["เครื่องขยาย", true],
    ["ยเสียงก", true],
    ["led", true],
    ["802.11b", true],
    ["802", true],
  ])("of %j finds what has it in any place: %j", async (text, isFound) => {
    const { id } = await makePublic({ title: "The café is quiet, again", html: "<p>amplifier up &amp; wait</p>" });
    await world.admin.patch(`/kb/articles/${id}/`, {
      language: "th",
      title: "ไฟLED",
      html: "<p>802.11b เครื่องขยายเสียงก่อน</p>",
    });
    await publish(id);
    const { rows } = await world.database.pool.query(
      "select count(*)::int as n from kb_texts where article = $1 and words is null",
      [id],
    );
    expect(rows).toEqual([{ n: 0 }]);
    const hits = await searchArticles(world.database.db, CONTACT, text, { language: "en", limit: 20 });
    expect(hits.some((hit) => hit.id === id)).toBe(isFound);
    await world.admin.remove(`/kb/articles/${id}/`);
  });

  // comparing 24 words with whole texts took 1.4 s for 5,000 articles
  test("and suggestions compare words, for which there are indexes, and no whole texts", async () => {
    const texts: string[] = [];
    const listening = {
      ...world.database.db,
      query: async <Row>(text: string) => {
        texts.push(text);
        return [] as Row[];
      },
    };
    await searchArticles(listening, ANYONE, "amplifier เสียง", { language: "en", limit: 5 });
    // all terms, some words, short words, and the closest ones
    expect(texts).toHaveLength(4);
    for (const text of texts) expect(text).not.toContain("search_body");
    const { rows } = await world.database.pool.query(
      "select pg_get_indexdef(indexrelid) as text from pg_index where indrelid = 'kb_texts'::regclass",
    );
    const indexes = rows.map(({ text }) => text).join();
    for (const [condition, index] of [
      ["x.words like ", "words gin_trgm_ops"],
      ["string_to_array(x.words, ' ') && ", "string_to_array(words, ' '::text)"],
      ["x.parts && ", "parts,"],
      ["x.title_words && ", "title_words)"],
    ] as const)
      expect([texts.join(), indexes]).toEqual([expect.stringContaining(condition), expect.stringContaining(index)]);
  });

  test("suggests articles that an older server published", async () => {
    const { id } = await makePublic({ title: "Xylophone", html: "<p>y</p>" });
    await world.database.pool.query(
      "update kb_texts set live_title = 'ระนาดเอก', live_html = 'ระนาดเอก', parts_version = null where article = $1",
      [id],
    );
    const suggested = async () =>
      (await suggestArticles(world.database.db, ANYONE, "ซ่อมระนาด", { language: "th", limit: 5 })).map((hit) => hit.id);
    expect(await suggested()).toEqual([]);
    await splitAllTexts(world.database.db);
    expect(await suggested()).toEqual([id]);
    await world.admin.remove(`/kb/articles/${id}/`);
  });

  test.each([
    ["invoices", "invoice"],
    ["playing", "plays"],
    ["boxes", "box"],
    ["เสียง", "เสียง"],
    ["bed", "bed"],
  ])("takes %s for a form of %s", (word, other) => expect(formsOf(word)).toContain(other));

  test("suggests articles by the rarest words of a ticket", async () => {
    const { company } = await makeCompany(world.admin);
    const values = { subject: "Please send the invoice again", description: "<p>We lost our copy.</p>" };
    const ticket = await makeTicket(world.tom, company.id, values);
    const { results } = (await world.tom.get(`/kb/suggestions/?ticket=${ticket.id}`)).body;
    expect(results[0]).toMatchObject({
      title: "A copy of an invoice",
      summary: "Invoices are in your account.",
      url: `${world.base}/portal/articles/a-copy-of-an-invoice/`,
    });
    expect(
      (await world.tom.get("/kb/suggestions/?q=สวัสดีครับ เพลงในร้านไม่มีเสียง&language=th")).body.results[0].language,
    ).toBe("th");
    expect((await world.tom.get("/kb/suggestions/?q=hello")).body.results).toEqual([]);
  });
});
