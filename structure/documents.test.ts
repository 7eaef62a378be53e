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

test("each folder of the server and the web app has a README that names the file to begin with", () => {
  const folders = [...foldersOf("server"), ...foldersOf("web")];
  expect(folders.filter((folder) => !existsSync(join(root, folder, "README.md")))).toEqual([]);
});

test("the files that documents name exist", () => {
  const documents = [
    ...globSync("{server,web}/*/README.md", { cwd: root }),
    "docs/architecture.md",
    "docs/decisions.md",
    "CONTRIBUTING.md",
  ];
  const missing = documents.flatMap((document) =>
    [...readFileSync(join(root, document), "utf8").matchAll(/`([\w./-]*\w\.(?:tsx?|sql|css|json|md))`/g)]
      .map(([, path]) => path!)
      .filter((path) => !/NNNN|feature/.test(path))
      .filter(
        (path) =>
          !existsSync(join(root, dirname(document), path)) &&
          !existsSync(join(root, path)) &&
          !files.some((file) => file.endsWith(`/${path}`)),
      )
      .map((path) => `${document} names ${path}`),
  );
  expect(missing).toEqual([]);
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
  // npm runs prepare itself, after `npm ci`
  const named = (name: string) =>
    name === "prepare" || new RegExp(`npm (?:run )?(?:--silent )?${name}\\b`).test(documents);
  expect(Object.keys(scripts).filter((name) => !named(name))).toEqual([]);
});
