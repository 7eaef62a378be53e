import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "vite";
import { expect, test } from "vitest";

// Names that two files may export, with the reason. An endpoint of wire/ shares its name with the operation of server/ and the
// function of web/ that calls it, and a response of wire/ with the type that web/ reads it into: that needs no line here.
const ALLOWED: Record<string, string> = {
  App: "the whole server, and the whole web app",
  Arrival: "an email's arrival, and the component that shows it",
  Cell: "a cell of a report, in the server and in its response",
  CompanyPortal: "how a company uses the help center, and the component that shows it",
  ContactPortal: "how a contact uses the help center, and the component that shows it",
  DemoAccounts: "the demo's accounts, and the component that shows them",
  SignIn: "how a mailbox signs in, and the component that shows it",
  defaultRecipients: "the recipients of a reply without a choice, by the same rule in both",
  en: "texts in English",
  run: "what a command does",
  th: "texts in Thai",
};

interface Declaration {
  name: string;
  file: string;
  kind: "endpoint" | "value" | "type";
}

interface Node {
  type: string;
  name?: string;
  id?: Node;
  init?: Node & { callee?: Node };
  declaration?: Node & { declarations?: Node[] };
}

const kindOf = ({ type, init }: Node): Declaration["kind"] => {
  if (/^TS(?:Interface|TypeAlias)/.test(type)) return "type";
  return init?.callee?.name === "endpoint" ? "endpoint" : "value";
};

/** The names that a file declares and exports. A default export is named where it is imported. */
function exportsOf(file: string, text: string): Declaration[] {
  const { body } = parseSync(file, text).program as unknown as { body: Node[] };
  return body
    .filter(({ type, declaration }) => type === "ExportNamedDeclaration" && declaration)
    .flatMap(({ declaration }) => declaration!.declarations ?? [declaration!])
    .filter(({ id }) => id?.name)
    .map((node) => ({ name: node.id!.name!, file, kind: kindOf(node) }));
}

const floorOf = ({ file }: Declaration) => file.split("/")[0]!;

/** Whether declarations of one name are the same thing on several floors: each floor has one file with it. */
function isOneThing(all: readonly Declaration[]): boolean {
  const files = new Set(all.map(({ file }) => file));
  if (new Set(all.map(floorOf)).size < files.size) return false;
  if (all.some(({ kind }) => kind === "endpoint")) return all.every(({ file }) => /^(?:wire|server|web)\//.test(file));
  const isOnWire = all.some((each) => floorOf(each) === "wire" && each.kind === "value");
  return isOnWire && all.every((each) => floorOf(each) === "wire" || (floorOf(each) === "web" && each.kind === "type"));
}

function repeatedNames(declarations: readonly Declaration[]): string[] {
  return [...Map.groupBy(declarations, ({ name }) => name)]
    .filter(([, all]) => new Set(all.map(({ file }) => file)).size > 1 && !isOneThing(all))
    .map(([name, all]) => `${name}: ${[...new Set(all.map(({ file }) => file))].join(", ")}`);
}

test("no name is exported by two files, so that a name means one thing", () => {
  const root = join(import.meta.dirname, "..");
  const files = globSync("{server,wire,web,test,bench,e2e,proof,structure}/**/*.{ts,tsx}", {
    cwd: root,
    exclude: ["web/dist/**"],
  }).filter((file) => !/\.test\.tsx?$/.test(file));
  expect(files.length).toBeGreaterThan(1_000);
  const repeated = repeatedNames(files.flatMap((file) => exportsOf(file, readFileSync(join(root, file), "utf8"))));
  const names = repeated.map((each) => each.split(":")[0]!);
  expect(repeated.filter((_, n) => !Object.hasOwn(ALLOWED, names[n]!))).toEqual([]);
  expect(Object.keys(ALLOWED).filter((name) => !names.includes(name))).toEqual([]);
});

test("a name may be repeated by an endpoint and its operation, or by a response and its type, and not otherwise", () => {
  const texts = {
    "wire/a.ts": `export const assign = endpoint({}), Ticket = z.object({}), Reply = z.object({});`,
    "server/a.ts": `export function assign() {} export interface Reply {} export const open = 1;`,
    "server/b.ts": `export class Open {} export type { Ticket } from "./c.ts"; export const open = 2;`,
    "web/a.ts": `export const assign = 1; export type Ticket = {}; export default function App() {}`,
    "web/b.ts": `export default function App() {}`,
  };
  const names = repeatedNames(Object.entries(texts).flatMap(([file, text]) => exportsOf(file, text)));
  expect(names.toSorted()).toEqual(["Reply: wire/a.ts, server/a.ts", "open: server/a.ts, server/b.ts"]);
});
