import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openPortalTicket, portalBrowser, signInToPortal } from "../../test/portal.ts";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { openToContacts } from "../access/public-ticket.ts";
import { recordOffer, recordOpened } from "./offers.ts";
import { countedWords, isRobot } from "./searches.ts";
import { CONTACT } from "./visible.ts";

let world: World;
let company: string;
let ticket: string;
beforeAll(async () => {
  world = await openWorld();
  await openToContacts(world.database.db);
  company = (await makeCompany(world.admin)).company.id;
  ticket = (await makeTicket(world.tom, company, { subject: "The amplifier hums" })).id;
});
afterAll(() => world.close());

async function publish(values: object): Promise<string> {
  const { id } = (await world.admin.post("/kb/articles/", { visibility: "public", ...values })).body;
  await world.admin.post(`/kb/articles/${id}/publish/`, {});
  return id;
}
const usage = async (by = world.tom) => (await by.get("/kb/usage/")).body;
const ofArticle = async (id: string, by = world.tom) =>
  (await usage(by)).articles.find((each: { id: string }) => each.id === id);

describe("use of an article by agents", () => {
  test("counts once for each ticket, with inserting counted separately", async () => {
    const id = await publish({ title: "An amplifier that hums" });
    const shown = { ticket, articles: [id, "11111111-1111-4111-8111-111111111111"] };
    for (const by of [world.tom, world.tom, world.fay])
      expect((await by.post("/kb/suggestions/shown/", shown)).status).toBe(204);
    for (const how of ["opened", "opened", "linked"])
      expect((await world.tom.post(`/kb/articles/${id}/uses/`, { how, ticket })).status).toBe(204);
    expect((await world.tom.post(`/kb/articles/${id}/uses/`, { how: "shown", ticket })).status).toBe(400);
    expect(await ofArticle(id)).toMatchObject({ shown: 1, opened: 1, inserted: 0, linked: 1, offered: 0 });
    expect((await usage()).agents).toEqual({ shown: 1, opened: 1, inserted: 0, linked: 1 });
    expect((await world.tom.get(`/kb/articles/${id}/`)).body.uses).toEqual({
      opened: 2,
      inserted: 1,
      helpful: 0,
      not_helpful: 0,
    });
  });

  test("is reported to users who can see the article", async () => {
    const id = await publish({ title: "Finance only", visibility: "team", teams: ["Finance"] });
    await world.fay.post(`/kb/articles/${id}/uses/`, { how: "opened", ticket });
    expect(await ofArticle(id)).toBe(undefined);
    expect(await ofArticle(id, world.fay)).toMatchObject({ opened: 1 });
    expect((await world.tom.post("/kb/suggestions/shown/", { ticket, articles: [id] })).status).toBe(204);
    expect(await ofArticle(id, world.fay)).toMatchObject({ shown: 0 });
    expect((await world.tom.get(`/kb/articles/${id}/published/`)).status).toBe(404);
  });

  test.each(["0", "181", "-1", "1.5", "many"])("is not counted for %s days", async (days) => {
    for (const path of ["usage", "searches"])
      expect((await world.tom.get(`/kb/${path}/?days=${days}`)).body).toEqual({
        days: ["Send a whole number from 1 to 180."],
      });
  });
});

describe("a published text", () => {
  test("is the one that readers see, with an address only if customers can see it", async () => {
    const open = await publish({ title: "Open", html: "<p>One</p>" });
    await world.admin.patch(`/kb/articles/${open}/`, { html: "<p>Not yet</p>" });
    const address = `${world.base}/portal/articles/open/`;
    const { body } = await world.tom.get(`/kb/articles/${open}/published/`);
    expect(body).toMatchObject({ title: "Open", html: "<p>One</p>", url: address, files: [] });
    const form = new FormData();
    form.set("file", new File(["PNG"], 'a "picture".png'));
    const { id } = (await world.admin.post(`/kb/articles/${open}/files/`, form)).body;
    const response = await world.tom.get(`/kb/articles/${open}/published/`);
    expect([response.status, response.body.files[0]?.id]).toEqual([200, id]);
    expect(await (await fetch(response.body.files[0].file)).text()).toBe("PNG");
    const inside = await publish({ title: "Inside", visibility: "internal" });
    expect((await world.tom.get(`/kb/articles/${inside}/published/`)).body.url).toBe(null);
    const { id: draft } = (await world.tom.post("/kb/articles/", { title: "Draft" })).body;
    expect((await world.tom.get(`/kb/articles/${draft}/published/`)).status).toBe(404);
  });
});

describe("article suggestions to customers", () => {
  const newContact = async (name: string): Promise<string> =>
    (await world.admin.post("/contacts/", { company, name, email: `${name}@harbour.test` })).body.id;
  const hoursAgo = (contact: string, hours: number) =>
    world.database.pool.query(
      "update kb_offers set offered_at = offered_at - make_interval(hours => $2) where contact = $1",
      [contact, hours],
    );

  test("appear in the form before a ticket is created, and count as opened when the customer reads one", async () => {
    const id = await publish({ title: "Unicorn mode" });
    await newContact("eve");
    const eve = await signInToPortal(world, "eve@harbour.test");
    const { status, html } = await eve.post("en/requests/new/", { subject: "Unicorn mode", text: "How?" });
    expect([status, html]).toEqual([200, expect.stringContaining('href="/portal/en/articles/unicorn-mode/"')]);
    const customerCount = async () => (await usage()).customers;
    expect(await customerCount()).toMatchObject({ offers: 1, opened: 0 });
    await eve.head("en/articles/unicorn-mode/");
    expect(await customerCount()).toMatchObject({ opened: 0 });
    await eve.get("en/articles/unicorn-mode/");
    expect(await customerCount()).toMatchObject({ opened: 1, waiting: 1, ticket_followed: 0 });
    await openPortalTicket(eve);
    expect(await customerCount()).toMatchObject({ opened: 1, waiting: 0, ticket_followed: 1 });
    await world.admin.remove(`/kb/articles/${id}/`);
  });

  test("appear while the customer writes, and count those that the page has shown", async () => {
    const [kraken, inside] = [
      await publish({ title: "Kraken mode", html: "<p>Turn it <b>twice</b>.</p>" }),
      await publish({ title: "Kraken secrets", visibility: "internal" }),
    ];
    const contact = await newContact("kim");
    const kim = await signInToPortal(world, "kim@harbour.test");
    const page = await kim.get("en/requests/new/");
    expect(page.html).toMatch(/<script src="\/portal\/request-form.js\?v=\w+" defer><\/script>/);
    const policy = page.headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'");
    // the hash is that of the script that keeps what is written
    expect(policy).toMatch(/; script-src 'self' 'sha256-[\w+/]{43}='; connect-src 'self'$/);
    expect((await kim.get("en/requests/")).headers.get("content-security-policy")).not.toContain("script-src");
    const script = await fetch(world.base + /src="([^"]*)"/.exec(page.html)![1]!);
    expect(script.headers.get("cache-control")).toContain("immutable");
    const code = await script.text();
    // 3 kB; the limit of the help center's scripts together is 90 kB
    expect(code.length).toBeLessThan(4_000);
    expect(code).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write|eval\(|localStorage|\.submit\(/);
    const { status, html, headers } = await kim.post("en/suggestions/", { subject: "kraken", text: "" });
    expect([status, headers.get("cache-control"), JSON.parse(html).articles]).toEqual([
      200,
      "no-store",
      [
        {
          id: kraken,
          title: "Kraken mode",
          summary: "Turn it twice.",
          lang: "en",
          path: "/portal/en/articles/kraken-mode/",
        },
      ],
    ]);
    const shownTo = async () =>
      (
        await world.database.pool.query(
          "select f.article from kb_offers o join kb_offered f on f.offer = o.id where o.contact = $1",
          [contact],
        )
      ).rows.map(({ article }) => article);
    expect(await shownTo()).toEqual([]);
    for (const articles of [`${kraken},${inside},nonsense`, inside, ""])
      expect((await kim.post("en/suggestions/shown/", { articles })).status).toBe(204);
    expect(await shownTo()).toEqual([kraken]);
    // once they have been shown, the request is sent at once
    const response = await kim.post("en/requests/new/", { subject: "kraken", text: "Help", confirmed: "yes" });
    expect(response.to).toContain("note=created");
    // nobody else is counted without a form
    expect((await portalBrowser(world).post("en/suggestions/shown/", { articles: kraken })).status).toBe(403);
    for (const id of [kraken, inside]) await world.admin.remove(`/kb/articles/${id}/`);
  });

  test("count what followed within a day, on any channel", async () => {
    const [one, other] = [await publish({ title: "Volume" }), await publish({ title: "Loudness" })];
    const { db } = world.database;
    const [asked, helped, unopened, fresh] = [
      await newContact("asked"),
      await newContact("helped"),
      await newContact("unopened"),
      await newContact("fresh"),
    ];
    for (const contact of [asked, helped, unopened, fresh]) await recordOffer(db, CONTACT, { contact }, [one]);
    // the same form, sent again with other words
    await recordOffer(db, CONTACT, { contact: helped }, [one, other]);
    for (const contact of [asked, helped, fresh]) await recordOpened(db, { contact }, one);
    await makeTicket(world.tom, company, { contact: asked });
    for (const contact of [asked, helped, unopened]) await hoursAgo(contact, 25);
    await world.database.pool.query(
      "update tickets set created_at = created_at - make_interval(hours => 10) where contact = $1",
      [asked],
    );
    expect((await usage()).customers).toEqual({ offers: 4, opened: 3, no_ticket: 1, ticket_followed: 1, waiting: 1 });
    // a ticket that came later was about something else
    await makeTicket(world.tom, company, { contact: helped });
    expect((await usage()).customers.no_ticket).toBe(1);
    expect(await ofArticle(one)).toMatchObject({ offered: 4, opened_by_customers: 3 });
    expect(await ofArticle(other)).toMatchObject({ offered: 1, opened_by_customers: 0 });
  });

  test("do not count as opened after a day", async () => {
    const article = await publish({ title: "Late" });
    const late = await newContact("late");
    await recordOffer(world.database.db, CONTACT, { contact: late }, [article]);
    await hoursAgo(late, 25);
    await recordOpened(world.database.db, { contact: late }, article);
    expect(await ofArticle(article)).toMatchObject({ offered: 1, opened_by_customers: 0 });
  });
});

describe("searches without results", () => {
  const browser = { "user-agent": "Mozilla/5.0 Firefox/140.0", "accept-language": "en" };
  const searchPortal = (q: string, method = "GET", headers: Record<string, string> = browser) =>
    fetch(`${world.base}/portal/en/search/?q=${encodeURIComponent(q)}`, { method, headers });
  const misses = async () =>
    (await world.tom.get("/kb/searches/")).body.results.map(
      ({ words, count, help_center, app }: Record<string, unknown>) => [words, count, help_center, app],
    );

  test("are listed with the number of people, not of requests", async () => {
    for (const q of ["Qwertz  UIOP", "qwertz uiop", "amplifier"]) await searchPortal(q);
    await searchPortal("qwertz uiop", "GET", { ...browser, "user-agent": "Mozilla/5.0 Safari/600" });
    await searchPortal("by a robot", "GET", { "user-agent": "Googlebot/2.1" });
    await searchPortal("only looked", "HEAD");
    for (const by of [world.tom, world.fay]) await by.post("/kb/searches/", { words: "qwertz uiop" });
    expect((await world.tom.post("/kb/searches/", { words: "ยังไม่มีคำตอบ" })).status).toBe(204);
    // there is a hit after all
    await world.tom.post("/kb/searches/", { words: "amplifier" });
    expect(await misses()).toEqual([
      ["qwertz uiop", 4, 2, 2],
      ["ยังไม่มีคำตอบ", 1, 0, 1],
    ]);
  });

  test.each([
    ["ann@harbour.test broke", null],
    ["call 081 234 5678", null],
    ["error 1024", "error 1024"],
    ["x".repeat(101), null],
    ["  ", null],
    ["Straße\n  LAUT", "straße laut"],
  ])("%j is stored as %j", (words, storedWords) => {
    expect(countedWords(words)).toBe(storedWords);
  });

  test("by programs are not counted", () => {
    expect([undefined, "Mozilla/5.0 (compatible; bingbot/2.0)", "Mozilla/5.0 Chrome/150"].map(isRobot)).toEqual([
      true,
      true,
      false,
    ]);
  });
});
