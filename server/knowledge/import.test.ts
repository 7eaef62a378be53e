import { zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PAYLOADS } from "../../e2e/hostile-payloads.ts";
import { openWorld, type World } from "../../test/world.ts";
import { Problem } from "../../wire/problems.ts";
import { cleanArticle } from "./content.ts";
import { isRefused, readDocuments } from "./documents.ts";
import { htmlOfMarkdown } from "./markdown.ts";
import { unzip } from "./zip.ts";

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

const zipOf = (files: Record<string, string | Buffer>, level: 0 | 6 = 6): Buffer<ArrayBuffer> =>
  Buffer.from(
    zipSync(Object.fromEntries(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)])), {
      level,
    }),
  );

describe("Markdown", () => {
  test.each([
    ["# One\n\nTwo\nlines", "<h1>One</h1>\n<p>Two\nlines</p>"],
    ["a **b** _c_ `e*f*` ~~g~~", "<p>a <strong>b</strong> <em>c</em> <code>e*f*</code> <s>g</s></p>"],
    ["- a\n  - b\n\nd", "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>\n<p>d</p>"],
    ["> a\n> b", "<blockquote>\n<p>a\nb</p>\n</blockquote>"],
    ["> [!TIP]\n> a", '<aside data-callout="tip">\n<p>a</p>\n</aside>'],
    ["> [!NOTE]\n> > a", '<aside data-callout="info">\n<p></p>\n<blockquote>\n<p>a</p>\n</blockquote>\n</aside>'],
    ["a\n> [!Caution]\n> b", '<p>a</p>\n<aside data-callout="warning">\n<p>b</p>\n</aside>'],
    ['![a "b"](pic.png)', '<p><img src="pic.png" alt="a &quot;b&quot;"></p>'],
    ["<div>\n<b>x</b>\n</div>", "<div>\n<b>x</b>\n</div>"],
  ])("%j", (text, html) => {
    expect(htmlOfMarkdown(text)).toBe(html);
  });

  test.each(PAYLOADS)("with %j has nothing that runs, once it is cleaned", (payload) => {
    const html = cleanArticle(htmlOfMarkdown(`${payload}\n\n[x](${payload}) ![x](${payload})`));
    expect(html).not.toMatch(/href="\s*javascript:/i);
    // what is in quotes is a value
    const tags = html.replaceAll(/"[^"]*"/g, '""').match(/<[^>]*>/g) ?? [];
    expect(tags.filter((tag) => /^<(?:script|iframe|svg|style|form|input)\b|\son\w+/i.test(tag))).toEqual([]);
  });
});

describe("a zip archive", () => {
  test.each([0, 6] as const)(
    "compressed by level %d is read, without hidden files and paths that lead out",
    async (level) => {
      const files = await unzip(
        zipOf({ "a/ภาพ.md": "One", "__MACOSX/b.md": "x", ".hidden.md": "x", "../out.md": "x", "/c.md": "Two" }, level),
      );
      expect(files.map(({ path, bytes }) => [path, bytes.toString()])).toEqual([
        ["a/ภาพ.md", "One"],
        ["c.md", "Two"],
      ]);
    },
  );

  test("that is damaged is refused, wherever it is cut", async () => {
    const zip = zipOf({ "a.md": "One ".repeat(100) });
    for (let at = 4; at < zip.length; at += 3)
      await expect(unzip(zip.subarray(0, at)), String(at)).rejects.toThrow(Problem);
  });

  test.each([10, 0xffff_fff0])("is refused if a file in it does not have the %d bytes that it claims", async (size) => {
    const liar = zipOf({ "a.md": Buffer.alloc(1_000_000) });
    liar.writeUInt32LE(size, liar.lastIndexOf("PK\x01\x02") + 24);
    await expect(unzip(liar)).rejects.toThrow(Problem);
  });
});

describe("a document", () => {
  // with patterns or loops that read on to the end for each of them, one of these takes minutes
  test.each([
    ...[
      "<meta ",
      "<title ",
      "<html ",
      "<head>",
      "<head ",
      "<body ",
      "<h1>",
      "<h1 ",
      "<img ",
      '<img src="',
      "<",
      "<!--",
    ],
    ...["</h1>", "<a href=", "<p><b>", "&lt;", "> [!TIP]\n> x\n\n"],
  ])("that repeats %j is read at once", async (part) => {
    const content = Buffer.from(part.repeat(2_000_000 / part.length));
    const [page] = await readDocuments([{ path: "a.html", bytes: content }]);
    expect(page!.path).toBe("a.html");
    const [text] = await readDocuments([{ path: "a.md", bytes: content.subarray(0, 290_000) }]);
    expect(text!.path).toBe("a.md");
  });

  test("in HTML begins with its body, and loses the heading that is its title", async () => {
    const titleOf = async (html: string) => {
      const [page] = await readDocuments([{ path: "a.html", bytes: Buffer.from(html) }]);
      return isRefused(page!) ? page.reason : [page!.title, page!.language, page!.html];
    };
    const head = '<html lang="th"><head><title>One</title><meta name="visibility" content="public"></head>';
    expect(await titleOf(`${head}<body class="x"><h1 id="a">One</h1><p>Two</p></body></html>`)).toEqual([
      ...["One", "th", "<p>Two</p>"],
    ]);
    expect(await titleOf(`${head}<h1>Two</h1>`)).toEqual(["One", "th", "<h2>Two</h2>"]);
    expect(await titleOf("</h1><h1>Three")).toMatch(/no title/);
  });
});

describe("the import of articles", () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  const send = (file: Buffer<ArrayBuffer> | string, name = "articles.zip", query = "", by = world.admin) => {
    const form = new FormData();
    form.set("file", new File([file], name));
    return by.post(`/kb/import/${query}`, form);
  };
  const article = async (id: string) => (await world.admin.get(`/kb/articles/${id}/`)).body;

  test("takes documents with their pictures, languages and categories, and says what it refuses", async () => {
    const { status, body } = await send(
      zipOf({
        "Sound/volume.en.md":
          "---\ntitle: Volume\nvisibility: public\n---\n# Volume\n\n![dial](img/dial%201.png) ![gone](gone.png)",
        "Sound/volume.th.md": "# ระดับเสียง\n\nหมุน",
        "Sound/img/dial 1.png": PNG,
        "light.html":
          '<html lang="de"><head><title>Rotes Licht</title><meta name="category" content="Sound / Players"></head><body><h1>Rotes Licht</h1><p onclick="x()">Netz<script>x()</script></p></body></html>',
        "untitled.md": "Only text",
        "old.md": "---\nlanguage: xx\n---\n# Old",
        "latin.md": Buffer.from("# Caf\xe9", "latin1"),
        "unused.png": PNG,
        "notes.docx": "x",
      }),
    );
    expect([status, body.taken, body.refused]).toEqual([200, 3, 5]);
    const result = (path: string) => body.results.find((each: { path: string }) => each.path === path);
    expect(result("Sound/volume.en.md")).toMatchObject({
      title: "Volume",
      reason: "",
      warnings: ["The picture “gone.png” is not among the files."],
    });
    expect(
      ["untitled.md", "old.md", "latin.md", "unused.png", "notes.docx"].map((path) => result(path).reason),
    ).toEqual([
      "It has no title: neither in its front matter nor as its first heading.",
      "There is no language “xx”.",
      "The text is not in UTF-8.",
      "No document shows this picture.",
      "This is not a Markdown file, HTML file or picture.",
    ]);
    const volume = await article(result("Sound/volume.en.md").article);
    expect(result("Sound/volume.th.md").article).toBe(volume.id);
    expect(volume).toMatchObject({
      state: "draft",
      visibility: "public",
      category_name: "Sound",
      languages: ["en", "th"],
    });
    const [picture] = volume.files;
    expect(volume.texts[0].html).toBe(`<p><img src="cid:${picture.id}" alt="dial" /> </p>`);
    expect((await fetch(picture.file)).status).toBe(200);
    const light = await article(result("light.html").article);
    expect(light).toMatchObject({
      title: "Rotes Licht",
      language: "de",
      category_name: "Players",
      visibility: "internal",
    });
    expect(light.texts[0].html).toBe("<p>Netz</p>");
    expect((await world.database.pool.query("select file from unclaimed_files")).rows).toEqual([]);
  });

  test("lets links between documents lead to their articles", async () => {
    const { body } = await send(
      zipOf({
        "guide/README.md": "---\nvisibility: public\nslug: the-guide\n---\n# Guide\n\n[Inside](../inside.md#more)",
        "inside.md":
          "# Inside\n\n[Guide](guide/) [same](guide/README.md) [Gone](gone.md) [Web](https://x.example/a.md)",
        "page.html": '<h1>Page</h1><p><a href="./inside">Inside</a> <a href="#top">Top</a></p>',
      }),
      "articles.zip",
      "?publish=true",
    );
    const [guide, inside, page] = body.results;
    const html = async ({ article: id }: { article: string }) => (await article(id)).texts[0].html;
    expect(await html(guide)).toBe(`<p><a href="/knowledge/${inside.article}">Inside</a></p>`);
    expect(await html(inside)).toContain(
      '<a href="/portal/articles/the-guide/">Guide</a> <a href="/portal/articles/the-guide/">same</a> <a href="gone.md">Gone</a> <a href="https://x.example/a.md">Web</a>',
    );
    expect(await html(page)).toBe(`<p><a href="/knowledge/${inside.article}">Inside</a> <a href="#top">Top</a></p>`);
    expect(inside.warnings).toEqual(["The link “gone.md” leads to no document."]);
    expect((await article(page.article)).has_changes).toBe(false);
    expect((await fetch(`${world.base}/portal/articles/the-guide/`)).status).toBe(200);
  });

  test("refuses an address that is taken, and takes the other documents", async () => {
    const zip = zipOf({
      "a.md": "---\nslug: same\n---\n# A",
      "b.md": "---\nslug: same\n---\n# B",
      "c.md": "# C",
      "x/1.md": "# One",
      "x/2.md": "---\nvisibility: public\n---\n# Two",
    });
    const { body } = await send(zip, "articles.zip", "?publish=true");
    expect(body.results.map(({ reason }: { reason: string }) => reason)).toEqual([
      "",
      "Another document has this text in the same language.",
      "",
      "",
      "",
    ]);
    // the category is as visible as the most visible article in it
    expect((await article(body.results[3].article)).effective_visibility).toBe("internal");
    expect((await article(body.results[4].article)).effective_visibility).toBe("public");
    expect(await article(body.results[2].article)).toMatchObject({ state: "published", category: null });
    expect((await send(zip)).body.results[0].reason).toBe("An article with this address already exists.");
  });

  test("takes a single document, only from Admins, and keeps nothing of a damaged archive", async () => {
    expect((await send("# Alone", "alone.md")).body).toMatchObject({ taken: 1, refused: 0 });
    expect((await send("# Alone", "alone.md", "", world.tom)).status).toBe(403);
    const broken = await send(zipOf({ "a.md": "# A" }).subarray(0, 60) as Buffer<ArrayBuffer>);
    expect([broken.status, broken.body]).toEqual([400, { file: ["The archive is damaged."] }]);
    expect((await world.database.pool.query("select file from unclaimed_files")).rows).toEqual([]);
  });
});
