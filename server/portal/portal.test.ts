import { parse } from "parse5";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PAYLOADS } from "../../e2e/hostile-payloads.ts";
import { openWorld, type World } from "../../test/world.ts";
import { paletteOf } from "./color.ts";
import { preferredLanguage } from "./texts.ts";

let world: World;
const at = (path: string) => `${world.base}/portal/${path}`;
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(at(path), { redirect: "manual", headers: { "accept-language": "en", ...headers } });
const post = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(at(path), { method: "POST", redirect: "manual", body: new URLSearchParams(form), headers });

async function publish(values: object): Promise<{ id: string; slug: string }> {
  const { body } = await world.admin.post("/kb/articles/", { visibility: "public", ...values });
  return (await world.admin.post(`/kb/articles/${body.id}/publish/`, {})).body;
}

const CANARY = "canary-5";
let top: string;
beforeAll(async () => {
  world = await openWorld();
  top = (await world.admin.post("/kb/categories/", { name: "Sound", visibility: "public", names: { th: "เสียง" } })).body
    .id;
  const { id } = await publish({
    category: top,
    title: "Green light, but no sound",
    html: '<p>It is the amplifier.</p><h2>Look at <b>it</b></h2><p>x</p><h2>Try again</h2><aside data-callout="tip">y</aside>',
  });
  await world.admin.patch(`/kb/articles/${id}/`, {
    language: "th",
    title: "ไฟเขียวแต่ไม่มีเสียง",
    html: "<p>เครื่องขยาย</p>",
  });
  await world.admin.post(`/kb/articles/${id}/publish/`, {});
  // not published yet
  await world.admin.patch(`/kb/articles/${id}/`, { html: `<p>${CANARY}</p>` });
  await publish({ category: top, title: "A red light", html: "<p>The network is down.</p>" });
  for (const [visibility, more] of [
    ["signed_in", {}],
    ["internal", {}],
    ["team", { teams: ["Tech"] }],
  ] as const)
    await publish({
      category: top,
      title: `${CANARY} ${visibility}`,
      html: `<p>amplifier ${CANARY}</p>`,
      visibility,
      ...more,
    });
  await world.admin.post("/kb/articles/", {
    category: top,
    title: `${CANARY} draft`,
    html: "amplifier",
    visibility: "public",
  });
});
afterAll(() => world.close());

describe("the help center", () => {
  test("redirects once to the browser's language", async () => {
    const first = await get("articles/a-red-light/", { "accept-language": "de, th;q=0.8, en;q=0.7" });
    expect([first.status, first.headers.get("location")]).toEqual([302, "/portal/th/articles/a-red-light/"]);
    expect((await get("", { "accept-language": "xx" })).headers.get("location")).toBe("/portal/en/");
    const missing = await get("en/nothing/");
    expect([missing.status, await missing.text()]).toEqual([
      404,
      expect.stringContaining('<a class="btn" href="/portal/en/">'),
    ]);
    expect((await get("xx/nothing/")).headers.get("location")).toBe("/portal/en/xx/nothing/");
    expect((await get("en/xx/nothing/")).status).toBe(404);
    expect(preferredLanguage("en;q=0, th;q=0.1")).toBe("th");
  });

  test("shows categories and articles in the visitor's language, without scripts, cookies or third parties", async () => {
    for (const [path, texts] of [
      ["en/", ["Sound", "Green light, but no sound", "How can we help?"]],
      ["th/", ["เสียง", "ไฟเขียวแต่ไม่มีเสียง", "A red light"]],
      ["en/categories/sound/", ["A red light"]],
      ["en/search/?q=AMPLIFIER", ["Green light, but no sound", "It is the amplifier."]],
      ["th/articles/green-light-but-no-sound/", ["เครื่องขยาย"]],
    ] as const) {
      const response = await get(path);
      const html = await response.text();
      for (const text of texts) expect([path, html]).toEqual([path, expect.stringContaining(text)]);
      expect(html).not.toContain(CANARY);
      expect(html).not.toMatch(/<script|https?:\/\/(?!127\.0\.0\.1)/);
      expect(response.headers.getSetCookie()).toEqual([]);
      expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    }
  });

  test("sends at most 60 kB for an article, which shared caches revalidate by ETag", async () => {
    const response = await get("en/articles/green-light-but-no-sound/");
    const html = await response.text();
    const style = /href="(\/portal\/style.css\?v=\w+)"/.exec(html)![1]!;
    const css = await fetch(world.base + style);
    expect(html.length + (await css.text()).length).toBeLessThan(60_000);
    expect(css.headers.get("cache-control")).toContain("immutable");
    expect(response.headers.get("cache-control")).toBe("public, no-cache");
    const again = await get("en/articles/green-light-but-no-sound/", {
      "if-none-match": response.headers.get("etag")!,
    });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    expect(html).toContain('<a href="#h-1">Look at it</a>');
    expect(html).toContain('<h2 id="h-1">Look at <b>it</b></h2>');
  });

  test("gives the same response for hidden and missing articles", async () => {
    const unknown = await get("en/articles/no-such-thing/");
    const body = await unknown.text();
    expect(unknown.status).toBe(404);
    for (const each of ["signed-in", "internal", "team", "draft"]) {
      const hidden = await get(`en/articles/canary-5-${each}/`);
      expect([each, hidden.status, await hidden.text()]).toEqual([each, 404, body]);
      const names = (response: Response) =>
        [...response.headers].filter(([name]) => !/^(date|x-request-id)$/.test(name));
      expect(names(hidden)).toEqual(names(unknown));
    }
    expect((await post("en/articles/canary-5-internal/feedback/", { is_helpful: "yes" })).status).toBe(404);
  });

  test("answers an address that does not exist with a page of its own", async () => {
    for (const path of ["en/nothing/", "th/articles/", "en/requests/new/more/"]) {
      const response = await get(path);
      expect([path, response.status]).toEqual([path, 404]);
      expect(await response.text()).toMatch(/<h1>(Page not found|ไม่พบหน้านี้)/);
    }
  });

  test("lists only public articles in the sitemap", async () => {
    const xml = await (await get("sitemap.xml")).text();
    expect(xml.match(/<loc>[^<]*<\/loc>/g)).toEqual([
      `<loc>${at("en/articles/a-red-light/")}</loc>`,
      `<loc>${at("en/articles/green-light-but-no-sound/")}</loc>`,
    ]);
  });

  test("redirects from a former address to the new one if the visitor can see the article", async () => {
    const { id } = await publish({ title: "Old name" });
    await world.admin.patch(`/kb/articles/${id}/`, { slug: "new-name" });
    const moved = await get("en/articles/old-name/");
    expect([moved.status, moved.headers.get("location")]).toEqual([301, "/portal/en/articles/new-name/"]);
    await world.admin.patch(`/kb/articles/${id}/`, { visibility: "internal" });
    expect((await get("en/articles/old-name/")).status).toBe(404);
    await world.admin.remove(`/kb/articles/${id}/`);
  });

  test("serves files of articles to those who can see the article", async () => {
    const { id, slug } = await publish({ title: "Picture" });
    const form = new FormData();
    form.set("file", new File(["PNG"], "amp.png"));
    const file = (await world.tom.post(`/kb/articles/${id}/files/`, form)).body;
    await world.tom.patch(`/kb/articles/${id}/`, { html: `<img src="cid:${file.id}" alt="Amp">` });
    await world.tom.post(`/kb/articles/${id}/publish/`, {});
    expect(await (await get(`en/articles/${slug}/`)).text()).toContain(
      `<img src="/portal/files/${file.id}/" alt="Amp"`,
    );
    const response = await get(`files/${file.id}/`);
    expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
      200,
      "image/png",
      "PNG",
    ]);
    expect(await (await fetch(file.file)).text()).toBe("PNG");
    await world.tom.patch(`/kb/articles/${id}/`, { visibility: "internal" });
    const [hidden, unknown] = [await get(`files/${file.id}/`), await get(`files/${top}/`)];
    expect([hidden.status, await hidden.text()]).toEqual([unknown.status, await unknown.text()]);
    await world.admin.remove(`/kb/articles/${id}/`);
  });

  test("counts one vote a day from each visitor, and asks what was missing", async () => {
    const path = "en/articles/a-red-light/";
    const no = await post(`${path}feedback/`, { is_helpful: "no" });
    expect([no.status, no.headers.get("location")]).toEqual([303, `/portal/${path}?feedback=no#help`]);
    expect(await (await get(`${path}?feedback=no`)).text()).toContain("What was missing?");
    await post(`${path}feedback/`, { is_helpful: "no", comment: "Where is the switch?" });
    const { results } = (await world.tom.get("/kb/articles/?search=red")).body;
    const feedback = (await world.tom.get(`/kb/articles/${results[0].id}/feedback/`)).body.results;
    expect(feedback).toMatchObject([{ is_helpful: false, comment: "Where is the switch?", language: "en" }]);
    const foreign = await post(`${path}feedback/`, { is_helpful: "yes" }, { origin: "https://evil.example" });
    expect(foreign.status).toBe(403);
  });

  test("runs no scripts from titles, searches or articles", async () => {
    const { slug } = await publish({ title: PAYLOADS.join(" ").slice(0, 200), html: PAYLOADS.join("\n") });
    for (const path of [
      `en/articles/${encodeURIComponent(slug)}/`,
      `en/search/?q=${encodeURIComponent(PAYLOADS[6]!)}`,
      "en/",
    ]) {
      const faults = hostileIn(await (await get(path)).text());
      expect([path, faults]).toEqual([path, []]);
    }
  });

  test("answers malformed addresses and bodies without a failure", async () => {
    for (const path of [
      "en/search/?q=%00",
      "en/search/?q=%ED%A0%80",
      "en/articles/%00/",
      "en/articles/%F0%9F%98%80/",
      "files/x/",
      "en/search/?q=a&q=b",
    ])
      expect([path, (await get(path)).status < 500]).toEqual([path, true]);
    for (const body of ["is_helpful=%00", "{", "a".repeat(2_000_000)])
      expect(
        (await fetch(at("en/articles/a-red-light/feedback/"), { method: "POST", body, redirect: "manual" })).status,
      ).toBeLessThan(500);
  });
});

test("the desk's color is readable on every background, whatever color the Admin chose", () => {
  expect(paletteOf("#ffff00", "#ffffff").desk).not.toBe("#ffff00");
  expect(paletteOf("#000000", "#1b1c1a")).toMatchObject({ onDesk: "#000000" });
  expect(paletteOf("#0b6272", "#ffffff")).toMatchObject({ desk: "#0b6272", onDesk: "#ffffff" });
});

interface Node {
  nodeName: string;
  attrs?: { name: string; value: string }[];
  childNodes?: Node[];
}

/** The parts of a page that would run, or load something from elsewhere, if the policy allowed it. */
function hostileIn(html: string): string[] {
  const faults: string[] = [];
  const walk = ({ nodeName, attrs = [], childNodes = [] }: Node) => {
    if (/^(script|iframe|object|embed|svg|math|base|style)$/.test(nodeName)) faults.push(nodeName);
    for (const { name, value } of attrs) {
      const isOwn = /^(\/(?!\/)|#)/.test(value);
      if (/^on|^style$|^srcset$/.test(name) || (/^(src|action|formaction)$/.test(name) && !isOwn))
        faults.push(`${name}=${value}`);
      if (name === "href" && !/^(\/(?!\/)|#|https?:|mailto:|tel:)/.test(value) && /^\s*[a-z]+\s*:/i.test(value))
        faults.push(`${name}=${value}`);
    }
    childNodes.forEach(walk);
  };
  walk(parse(html) as unknown as Node);
  return faults;
}
