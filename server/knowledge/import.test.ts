import { crc32, deflateRawSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PAYLOADS } from "../../e2e/hostile-payloads.ts";
import { openWorld, type World } from "../../test/world.ts";
import { zipOf as zipInBrowser } from "../../web/knowledge/zip-files.ts";
import { cleanArticle } from "./content.ts";
import { htmlOfMarkdown } from "./markdown.ts";
import { unzip } from "./zip.ts";

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** A zip archive as programs write it. */
function zipOf(files: Record<string, string | Buffer>, method: 0 | 8 = 8): Buffer<ArrayBuffer> {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [path, content] of Object.entries(files)) {
    const [name, bytes] = [Buffer.from(path), Buffer.from(content)];
    const packed = method === 8 ? deflateRawSync(bytes) : bytes;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(method, 4);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(bytes.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    parts.push(Buffer.from("PK\x03\x04"), fields, name, packed);
    directory.push(Buffer.from("PK\x01\x02\x14\x00", "latin1"), fields, place, name);
    at += 30 + name.length + packed.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(Object.keys(files).length, 4);
  end.writeUInt16LE(Object.keys(files).length, 6);
  end.writeUInt32LE(entries.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...parts, entries, Buffer.from("PK\x05\x06"), end]);
}

describe("Markdown", () => {
  test.each([
    ["# One\n\nTwo\nlines", "<h1>One</h1>\n<p>Two\nlines</p>"],
    ["One\n===\nTwo\n---", "<h1>One</h1>\n<h2>Two</h2>"],
    [
      "a **b** _c_ *d* `e*f*` ~~g~~ snake_case_x",
      "<p>a <strong>b</strong> <em>c</em> <em>d</em> <code>e*f*</code> <s>g</s> snake_case_x</p>",
    ],
    ["one  \ntwo", "<p>one<br>\ntwo</p>"],
    ["- a\n- b\n  - c\n\nd", "<ul><li>a</li><li>b\n<ul><li>c</li></ul></li></ul>\n<p>d</p>"],
    ["3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'],
    ["- a\n\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"],
    ["> a\n> b", "<blockquote><p>a\nb</p></blockquote>"],
    ["> [!TIP]\n> a", '<aside data-callout="tip"><p>a</p></aside>'],
    ["```sh\n<a> *b*\n```", "<pre><code>&lt;a&gt; *b*</code></pre>"],
    [
      "| a | b |\n|---|:-:|\n| 1 | `x` |",
      "<table><tbody><tr><th>a</th><th>b</th></tr><tr><td>1</td><td><code>x</code></td></tr></tbody></table>",
    ],
    ["[a *b*](https://x.example/c_d_e?f=1&g)", '<p><a href="https://x.example/c_d_e?f=1&amp;g">a <em>b</em></a></p>'],
    ['![a "b"](pic.png "c")', '<p><img src="pic.png" alt="a &quot;b&quot;"></p>'],
    ["<https://x.example>", '<p><a href="https://x.example">https://x.example</a></p>'],
    ["1 < 2 &amp; \\*3\\*", "<p>1 &lt; 2 &amp; *3*</p>"],
    ["***", "<hr>"],
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
  test.each([0, 8] as const)("packed by method %d is read, without hidden files and paths that lead out", (method) => {
    const files = unzip(
      zipOf({ "a/b.md": "One", "__MACOSX/b.md": "x", ".hidden.md": "x", "../out.md": "x", "/c.md": "Two" }, method),
    );
    expect(files.map(({ path, bytes }) => [path, bytes.toString()])).toEqual([
      ["a/b.md", "One"],
      ["c.md", "Two"],
    ]);
  });

  test("that the app makes of chosen files has them as they are", async () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, n) => n % 256);
    const zip = zipInBrowser([
      { path: "a/ภาพ.png", bytes },
      { path: "empty.md", bytes: new Uint8Array() },
    ]);
    const files = unzip(Buffer.from(await zip.arrayBuffer()));
    expect(files.map((file) => [file.path, [...file.bytes]])).toEqual([
      ["a/ภาพ.png", [...bytes]],
      ["empty.md", []],
    ]);
  });

  test("that is damaged is refused, wherever it is cut", () => {
    const zip = zipOf({ "a.md": "One ".repeat(100) });
    for (let at = 4; at < zip.length; at += 3) expect(() => unzip(zip.subarray(0, at)), String(at)).toThrow();
    const liar = Buffer.from(zip);
    liar.writeUInt32LE(0xffffffff, liar.indexOf("PK\x01\x02") + 24);
    expect(() => unzip(liar)).toThrow();
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
      "This is no Markdown, HTML or picture.",
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

  test("takes a single document, by Admins alone, and leaves nothing of what is no archive", async () => {
    expect((await send("# Alone", "alone.md")).body).toMatchObject({ taken: 1, refused: 0 });
    expect((await send("# Alone", "alone.md", "", world.tom)).status).toBe(403);
    const broken = await send(zipOf({ "a.md": "# A" }).subarray(0, 60) as Buffer<ArrayBuffer>);
    expect([broken.status, broken.body]).toEqual([400, { file: ["The file is not a zip archive."] }]);
    expect((await world.database.pool.query("select file from unclaimed_files")).rows).toEqual([]);
  });
});
