import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "vite";
import { expect, test } from "vitest";

// Biome has one limit for all functions; a component, whose markup is half of it, may be longer than others.
const COMPONENT = 60;
const OTHER = 40;

// Those that were longer when the limits came, and how long they may be. Never add one: split it.
const LONGER: Record<string, number> = {
  "web/new-ticket/NewTicketPage.tsx Form": 154,
};

interface Node {
  type: string;
  start: number;
  end: number;
  id?: { name?: string } | null;
  key?: { name?: string };
}

const isNode = (value: unknown): value is Node => typeof (value as Node | null)?.type === "string";

/** Every function with its name: its own, or that of the variable or property that it is put into. */
function* functionsIn(node: Node, name: string): Generator<{ name: string; node: Node }> {
  const isFunction = /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type);
  const own = node.id?.name ?? (/Property|MethodDefinition/.test(node.type) ? node.key?.name : undefined) ?? name;
  if (isFunction) yield { name: own, node };
  for (const part of Object.values(node).flat())
    if (isNode(part)) yield* functionsIn(part, isFunction ? `in ${own}` : own);
}

const linesOf = (text: string, { start, end }: Node): number =>
  text
    .slice(start, end)
    .split("\n")
    .filter((line) => line.trim() !== "").length;

test("no component of the web app is longer than 60 lines, no other function in its files longer than 40", () => {
  const root = join(import.meta.dirname, "..");
  const files = globSync("web/**/*.tsx", { cwd: root });
  expect(files.length).toBeGreaterThan(100);
  const long = files.flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    const program = parseSync(file, text).program as unknown as Node;
    return [...functionsIn(program, "")]
      .map(({ name, node }) => ({ name: `${file} ${name}`, lines: linesOf(text, node), isPart: /^[A-Z]/.test(name) }))
      .filter(({ lines, isPart }) => lines > (isPart ? COMPONENT : OTHER));
  });
  expect(long.filter(({ name, lines }) => lines > (LONGER[name] ?? 0))).toEqual([]);
  // an exception that is no longer needed goes
  const names = long.map(({ name }) => name);
  const isThere = (name: string) => files.includes(name.split(" ")[0]!);
  expect(Object.keys(LONGER).filter((name) => isThere(name) && !names.includes(name))).toEqual([]);
});
