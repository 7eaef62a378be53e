import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PortalBrowser, portalBrowser, signInToPortal } from "../../test/portal.ts";
import { type Caller, makeCompany, openWorld, type World } from "../../test/world.ts";
import { openToContacts } from "../access/public-ticket.ts";

const NO_ID = "11111111-1111-4111-8111-111111111111";
let world: World;
/** An article that each way of reading can find: its name is its title, and it has a file. */
interface Article {
  id: string;
  slug: string;
  file: string;
}
const articles: Record<string, Article> = {};

/** By name: its visibility, that of its category and of the category above, and how it ends up. */
const MADE: [
  name: string,
  visibility: string,
  category: string,
  above: string,
  then: "publish" | "draft" | "archive",
][] = [
  ["open", "public", "public", "public", "publish"],
  ["members", "signed_in", "public", "public", "publish"],
  ["inside", "internal", "public", "public", "publish"],
  ["tech", "team", "public", "public", "publish"],
  ["draft", "public", "public", "public", "draft"],
  ["archived", "public", "public", "public", "archive"],
  ["openinmembers", "public", "signed_in", "public", "publish"],
  ["openininside", "public", "public", "internal", "publish"],
  ["membersinfinance", "signed_in", "team", "public", "publish"],
];

const CUSTOMERS = ["members", "openinmembers"];
/** What each reader may see, whichever way they ask. The agents are one of Tech and one of Finance. */
const SEES: Record<string, string[]> = {
  nobody: ["open"],
  "contact A": ["open", ...CUSTOMERS],
  "contact B": ["open", ...CUSTOMERS],
  tom: ["open", ...CUSTOMERS, "inside", "tech", "openininside"],
  fay: ["open", ...CUSTOMERS, "inside", "openininside", "membersinfinance"],
  admin: ["open", ...CUSTOMERS, "inside", "tech", "openininside", "membersinfinance"],
};
/** The Admin and agents also list what is not published; only published texts are suggested and read. */
const UNPUBLISHED = ["draft", "archived"];

async function make([name, visibility, category, above, then]: (typeof MADE)[number]): Promise<void> {
  const team = (each: string, of: string) => (each === "team" ? { teams: [of] } : {});
  const post = async (path: string, values: object) => (await world.admin.post(path, values)).body;
  const top = await post("/kb/categories/", { name: `${name} top`, visibility: above });
  const values = { name: `${name} below`, visibility: category, parent: top.id, ...team(category, "Finance") };
  const below = await post("/kb/categories/", values);
  const { id, slug } = await post("/kb/articles/", {
    title: `Zither ${name}`,
    html: "<p>A zither hums.</p>",
    category: below.id,
    visibility,
    ...team(visibility, "Tech"),
  });
  const form = new FormData();
  form.set("file", new File([name], `${name}.txt`));
  const file = (await world.admin.post(`/kb/articles/${id}/files/`, form)).body.id;
  if (then !== "draft") await world.admin.post(`/kb/articles/${id}/publish/`, {});
  if (then === "archive") await world.admin.post(`/kb/articles/${id}/archive/`, {});
  articles[name] = { id, slug, file };
}

let readers: Record<string, PortalBrowser | Caller>;
beforeAll(async () => {
  world = await openWorld();
  await openToContacts(world.database.db);
  const { company, contact } = await makeCompany(world.admin, "Harbour Hotel");
  await world.admin.patch(`/contacts/${contact.id}/`, { email: "ann@harbour.test" });
  await world.admin.post("/contacts/", { company: company.id, name: "Bob", email: "bob@harbour.test" });
  for (const each of MADE) await make(each);
  await world.admin.patch("/contact-form-settings/", { is_enabled: true });
  readers = {
    nobody: portalBrowser(world),
    "contact A": await signInToPortal(world, "ann@harbour.test"),
    "contact B": await signInToPortal(world, "bob@harbour.test"),
    tom: world.tom,
    fay: world.fay,
    admin: world.admin,
  };
});
afterAll(() => world.close());

const isCustomer = (by: PortalBrowser | Caller): by is PortalBrowser => "cookie" in by;
const namesIn = (text: string) =>
  MADE.map(([name]) => name).filter((name) => new RegExp(`zither[- ]${name}\\b`, "i").test(text));

/** The articles that a reader finds in each way. */
async function articlesFor(by: PortalBrowser | Caller): Promise<Record<string, string[]>> {
  const all = Object.entries(articles);
  const named = async (asks: (article: Article) => Promise<boolean>) => {
    const names: string[] = [];
    for (const [name, article] of all) if (await asks(article)) names.push(name);
    return names;
  };
  // each by its own words, because a suggestion names few articles
  const suggested = async (ask: (words: string) => Promise<string>) => {
    const names: string[] = [];
    for (const [name] of all) if (namesIn(await ask(`zither ${name}`)).includes(name)) names.push(name);
    return names;
  };
  const sitemap = namesIn(await (await fetch(`${world.base}/portal/sitemap.xml`)).text());
  if (isCustomer(by)) {
    const text = async (path: string) => (await by.get(path)).html;
    return {
      list: namesIn(await text("en/")),
      search: namesIn(await text("en/search/?q=zither")),
      // nobody has the contact form, which asks elsewhere
      suggest: await suggested(async (words) => {
        const path = by.cookie ? "en/suggestions/" : "tickets/suggestions/";
        return (await by.post(path, { subject: words, text: words })).html;
      }),
      address: await named(async ({ slug }) => (await by.get(`en/articles/${slug}/`)).status === 200),
      file: await named(async ({ file }) => (await by.get(`files/${file}/`)).status === 200),
      sitemap,
    };
  }
  const text = async (path: string) => JSON.stringify((await by.get(path)).body);
  return {
    list: namesIn(await text("/kb/articles/?page_size=100")),
    search: namesIn(await text("/kb/articles/?search=zither&page_size=100")),
    suggest: await suggested((words) => text(`/kb/suggestions/?q=${encodeURIComponent(words)}`)),
    address: await named(async ({ id }) => (await by.get(`/kb/articles/${id}/published/`)).status === 200),
    file: await named(async ({ id }) => (await by.get(`/kb/articles/${id}/`)).body.files?.length === 1),
    sitemap,
  };
}

describe("an article", () => {
  test.each(Object.keys(SEES))("is visible to %s by every way or by none", async (who) => {
    const by = readers[who]!;
    const published = MADE.map(([name]) => name).filter((name) => SEES[who]!.includes(name));
    const managed = MADE.map(([name]) => name).filter((name) => [...SEES[who]!, ...UNPUBLISHED].includes(name));
    const all = isCustomer(by) ? published : managed;
    expect(await articlesFor(by)).toEqual({
      list: all,
      search: all,
      suggest: published,
      address: published,
      file: all,
      sitemap: ["open"],
    });
  });

  test("that is hidden gets the same response as a missing one, byte for byte and in every header", async () => {
    const whole = async (request: Promise<{ status: number; headers: Headers; html?: string; body?: unknown }>) => {
      const { status, headers, html, body } = await request;
      const headerLines = [...headers].filter(([name]) => !/^(date|x-request-id)$/.test(name));
      return [status, headerLines, (html ?? JSON.stringify(body)).replace(/"request_id":"[^"]*"/, "")];
    };
    for (const [who, by] of Object.entries(readers))
      for (const [name, { id, slug, file }] of Object.entries(articles)) {
        if ([...SEES[who]!, ...(isCustomer(by) ? [] : UNPUBLISHED)].includes(name)) continue;
        // a name of the same length, so that nothing but the answer differs
        const none = "x".repeat(slug.length);
        const asks: ((isHidden: boolean) => ReturnType<typeof by.get>)[] = isCustomer(by)
          ? [
              (isHidden) => by.get(`en/articles/${isHidden ? slug : none}/`),
              (isHidden) => by.head(`en/articles/${isHidden ? slug : none}/`),
              (isHidden) => by.get(`files/${isHidden ? file : NO_ID}/`),
              (isHidden) => by.post(`en/articles/${isHidden ? slug : none}/feedback/`),
            ]
          : [
              (isHidden) => by.get(`/kb/articles/${isHidden ? id : NO_ID}/`),
              (isHidden) => by.get(`/kb/articles/${isHidden ? id : NO_ID}/published/`),
              (isHidden) => by.post(`/kb/articles/${isHidden ? id : NO_ID}/uses/`, { how: "opened" }),
            ];
        for (const ask of asks)
          expect([who, name, await whole(ask(true))]).toEqual([who, name, await whole(ask(false))]);
      }
  });
});
