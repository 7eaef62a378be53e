import { existsSync, globSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const foldersOf = (part: string) =>
  readdirSync(join(root, part))
    .map((name) => `${part}/${name}`)
    .filter((path) => statSync(join(root, path)).isDirectory() && path !== "web/public");
const files = ["server", "wire", "web", "database", "test", "structure", "e2e", "bench", "proof", "docs"].flatMap(
  (part) => globSync(`${part}/**/*`, { cwd: root }),
);

test("each folder of the server and the web app has a README that names the file to read first", () => {
  const folders = [...foldersOf("server"), ...foldersOf("web")];
  expect(folders.filter((folder) => !existsSync(join(root, folder, "README.md")))).toEqual([]);
});

const documents = [
  ...globSync("{server,web}/**/README.md", { cwd: root }),
  ...globSync("{*,docs/*}.md", { cwd: root }),
];
const readDocument = (document: string) => readFileSync(join(root, document), "utf8");
/**
 * Files that a document can mean by a path: relative to its folder or to the root, or files whose paths end with it.
 */
function filesAt(document: string, path: string): string[] {
  const exact = [join(dirname(document), path), path].filter((each) => existsSync(join(root, each)));
  return exact.length > 0 ? exact.slice(0, 1) : files.filter((file) => file.endsWith(`/${path}`));
}

const PATH = "[\\w./-]*\\w\\.(?:tsx?|sql|css|json|md)";

// examples in guides, and notes about earlier releases
const isExample = (path: string) => /NNNN|feature|openapi\.json/.test(path);

test("the files that documents name exist", () => {
  const ofCode = documents.filter((document) =>
    /README|architecture|decisions|CONTRIBUTING|security|where-to-look/.test(document),
  );
  const missing = ofCode.flatMap((document) =>
    [...readDocument(document).matchAll(new RegExp(`\`(${PATH})\``, "g"))]
      .map(([, path]) => path!)
      .filter((path) => !isExample(path) && filesAt(document, path).length === 0)
      .map((path) => `${document} names ${path}`),
  );
  expect(missing).toEqual([]);
});

test("a name that documents mention with a file is in that file", () => {
  // `assign` in `server/tickets/tickets.ts`, several names in one file, or a file with its names in parentheses
  const before = new RegExp(`((?:\`\\w+\`(?:, | and |, and | or ))*\`\\w+\`) in \`(${PATH})\``, "g");
  const behind = new RegExp(`\`(${PATH})\` \\(((?:\`\\w+\`(?:, | and )?)+)\\)`, "g");
  const quoted = documents.flatMap((document) => [
    ...[...readDocument(document).matchAll(before)].map(([, names, path]) => ({ document, names, path: path! })),
    ...[...readDocument(document).matchAll(behind)].map(([, path, names]) => ({ document, names, path: path! })),
  ]);
  expect(quoted.length).toBeGreaterThan(200);
  const wrong = quoted
    .filter(({ path }) => !isExample(path))
    .flatMap(({ document, names, path }) => {
      const code = filesAt(document, path)
        .map((file) => readFileSync(join(root, file), "utf8"))
        .join("\n");
      return [...names!.matchAll(/\w+/g)]
        .map(([name]) => name)
        .filter((name) => !["and", "or"].includes(name) && !new RegExp(`\\b${name}\\b`).test(code))
        .map((name) => `${document} names ${name} in ${path}`);
    });
  expect(wrong).toEqual([]);
});

/** Anchors of a document's headings, as GitHub creates them. */
const anchorsOf = (text: string) =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );

test("links between documents lead to a file and to one of its headings", () => {
  const wrong = documents.flatMap((document) =>
    [...readDocument(document).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g)]
      .filter(([, path, anchor]) => {
        const target = path ? join(root, dirname(document), path) : join(root, document);
        if (!existsSync(target)) return true;
        return anchor && target.endsWith(".md") && !anchorsOf(readFileSync(target, "utf8")).includes(anchor);
      })
      .map(([link]) => `${document}: ${link}`),
  );
  expect(wrong).toEqual([]);
});

test("the architecture page says of each mechanism what it solves, how, where, what must hold and what it costs", () => {
  const sections = readDocument("docs/architecture.md")
    .split(/^(?=##)/m)
    .filter((section) => section.startsWith("### "));
  const PARTS = ["Problem", "Idea", "Where", "Invariants", "Cost"];
  expect(
    sections
      .map((section) => [
        /.*/.exec(section)![0],
        ...[...section.matchAll(/^- \*\*(\w+)\.\*\*/gm)].map(([, part]) => part),
      ])
      .filter(([, ...parts]) => parts.join() !== PARTS.join()),
  ).toEqual([]);
});

test("each unreleased change is one short line of the changelog that ends with a full stop and compares with the last release", () => {
  const unreleased = /^## Unreleased\n([\s\S]*?)^## /m.exec(readDocument("CHANGELOG.md"))![1]!;
  const lines = unreleased.slice(unreleased.indexOf("\n### ")).split("\n");
  // readers of the last release do not know what "no longer" happens to a feature that came after it
  const isEntry = (line: string) =>
    /^- .+\.$/.test(line) && line.length <= 130 && !/\b(?:now|also|no longer)\b/.test(line);
  expect(lines.filter((line) => line && !/^####? \w/.test(line) && !isEntry(line))).toEqual([]);
});

test("the head of embedded-postgres.ts says what each file of embedded/ is for", () => {
  const platform = join(root, "server/platform");
  const head = readFileSync(join(platform, "embedded-postgres.ts"), "utf8").split(/^import/m)[0]!;
  const described = [...head.matchAll(/^\/\/ {3}([\w-]+\.ts) {2,}\w/gm)].map(([, name]) => name!);
  const parts = readdirSync(join(platform, "embedded")).filter((name) => !name.includes(".test."));
  expect(described.toSorted()).toEqual(parts.toSorted());
});

test("the documents say what each npm script is for", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  const documents = globSync("{*,docs/*,.github/workflows/*,.ci/*}", { cwd: root, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => readFileSync(join(each.parentPath, each.name), "utf8"))
    .join("\n");
  // npm runs `prepare` itself after `npm ci`
  const named = (name: string) =>
    name === "prepare" || new RegExp(`npm (?:run )?(?:--silent )?${name}\\b`).test(documents);
  expect(Object.keys(scripts).filter((name) => !named(name))).toEqual([]);
});

test("documents and code call the server that Docket replaces the Django backend, and use no word that the guide rules out", () => {
  const banned = /\b(?:old backend|original (?:backend|server|API)|everybody|e-mail(?!-)|sets? off)\b/i;
  const texts = globSync("{*.md,docs/*.md,bench/*.md,{server,web,wire}/**/*.{ts,tsx}}", { cwd: root }).filter(
    (path) => !/\.test\.tsx?$|^server\/demo\/|^server\/portal\/texts/.test(path),
  );
  const wrong = texts.filter((path) => banned.test(readFileSync(join(root, path), "utf8")));
  expect(wrong).toEqual([]);
});
