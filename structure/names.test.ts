import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "vite";
import { expect, test } from "vitest";

// Participles whose form does not show what they are. The regular ones end in -ed.
const IRREGULAR = new Set(
  `begun brought built caught chosen drawn felt found given gone got heard held hidden kept known laid led left lost made
  meant met paid said seen sent shown sold sought spent spoken stolen taken taught thought thrown told undone understood was
  won written`.split(/\s+/),
);

// Words that end in -ed and are fine names.
const ALLOWED = new Set([
  "embedded", // the embedded PostgreSQL, as the documents call it
  "expected", // beside `actual`, as in tests
  "feed", // a noun
  "need", // a noun
  "seed", // a noun
  "unauthorized", // the name of the status 401
]);

function isParticiple(name: string): boolean {
  const word = name.toLowerCase();
  return IRREGULAR.has(word) || (/^(?:[A-Z]?[a-z]+ed|[A-Z]+ED)$/.test(name) && !ALLOWED.has(word));
}

interface Node {
  type: string;
  start: number;
  [part: string]: unknown;
}

const isNode = (value: unknown): value is Node => typeof (value as Node | null)?.type === "string";

/** The names in a pattern. `{ given }` takes the name of a property, which is named where it is declared. */
function namesIn(pattern: Node | null): Node[] {
  if (!pattern) return [];
  const parts = (key: string) => (pattern[key] as (Node | null)[]).flatMap(namesIn);
  if (pattern.type === "Identifier") return [pattern];
  if (pattern.type === "ArrayPattern") return parts("elements");
  if (pattern.type === "ObjectPattern") return parts("properties");
  if (pattern.type === "Property") return pattern.shorthand ? [] : namesIn(pattern.value as Node);
  if (pattern.type === "AssignmentPattern") return namesIn(pattern.left as Node);
  if (pattern.type === "RestElement") return namesIn(pattern.argument as Node);
  return [];
}

/** The names of all variables, parameters, functions, types and private members that a program declares. */
function* declaredIn(node: Node): Generator<Node> {
  if (node.type === "VariableDeclarator") yield* namesIn(node.id as Node);
  if (/^(?:Function|Class|TSInterface|TSTypeAlias)Declaration$/.test(node.type) && node.id) yield node.id as Node;
  const key = /^(?:Property|Method)Definition$/.test(node.type) ? (node.key as Node) : null;
  if (key?.type === "PrivateIdentifier") yield key;
  const params = /Function|TSMethodSignature/.test(node.type) ? node.params : null;
  if (Array.isArray(params)) for (const each of params as Node[]) yield* namesIn(each);
  for (const part of Object.values(node).flat()) if (isNode(part)) yield* declaredIn(part);
}

function participlesIn(file: string, text: string): string[] {
  const program = parseSync(file, text).program as unknown as Node;
  return [...declaredIn(program)]
    .filter(({ name }) => isParticiple(name as string))
    .map(({ name, start }) => `${file}:${text.slice(0, start).split("\n").length} ${name}`);
}

test.each([
  ["server", 500],
  ["wire", 80],
  ["web", 500],
  ["test", 20],
  ["bench", 20],
  ["e2e", 15],
  ["proof", 3],
])(
  "no variable, constant, parameter, function, type or private member in %s/ is named by a bare participle",
  (folder, least) => {
    const root = join(import.meta.dirname, "..");
    const files = globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root, exclude: ["web/dist/**"] }).filter(
      (file) => !/\.test\.tsx?$/.test(file),
    );
    expect(files.length).toBeGreaterThan(least);
    expect(files.flatMap((file) => participlesIn(file, readFileSync(join(root, file), "utf8")))).toEqual([]);
  },
);

// A part of a statement holds rows, which a participle may describe (`updated`, `hidden`), but not one of these.
const VAGUE = "brought|found|given|gone|got|had|kept|known|made|said|taken|told|was";
const VAGUE_PARTS = new RegExp(`\\b(?:${VAGUE})(?: \\([^)]*\\))? as (?:not )?(?:materialized )?\\(`, "g");

test("no part of a statement and no variable of a test has a name that could mean any row", () => {
  const root = join(import.meta.dirname, "..");
  const isVague = (name: string) => new RegExp(`^(?:${VAGUE})$`).test(name);
  const all = globSync("{server,wire,web,test,bench,e2e,proof}/**/*.{ts,tsx}", { cwd: root, exclude: ["web/dist/**"] });
  const texts = all.map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }));
  const parts = texts.flatMap(({ file, text }) => [...text.matchAll(VAGUE_PARTS)].map(([part]) => `${file} ${part}`));
  const names = texts
    .filter(({ file }) => /\.test\.tsx?$/.test(file))
    .flatMap(({ file, text }) => participlesIn(file, text).filter((each) => isVague(each.split(" ").at(-1)!)));
  expect([...parts, ...names]).toEqual([]);
  expect("with told as (select 1), was (id) as materialized (".match(VAGUE_PARTS)).toHaveLength(2);
});

test("participles are found in every kind of declaration", () => {
  const text = `const sent = 1;
    function read({ given, size: wanted }: Body, [first, stored] = [], ...left: string[]) {
      for (const known of list) take((chosen) => chosen.id);
    }
    interface Cache { take(built: Ticket): void }
    type Answer = (received: Body) => void;
    function updated() {}
    const SHOWN = 3, MAX_SHOWN = 3;
    interface Kept {}
    type Wanted = { told: string };
    class Stopped extends Error { #paused = 0; #isSaved = true; sent = 1; #told() {} }
    const { found } = answer, usedNames = [], isSent = true;`;
  const names = participlesIn("example.ts", text).map((each) => each.split(" ")[1]);
  expect(names.toSorted()).toEqual(
    [
      "Kept",
      "SHOWN",
      "Stopped",
      "Wanted",
      "built",
      "chosen",
      "known",
      "left",
      "paused",
      "received",
      "sent",
      "stored",
      "told",
      "updated",
      "wanted",
    ].toSorted(),
  );
});
