import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "vite";
import { expect, test } from "vitest";

// Biome has one limit for all functions. Here, components may be longer, because half of a component is markup, and SQL
// text does not count. So may what only tests and measures, and the callbacks of tests have no limit.
const COMPONENT = 60;
const OTHER = 40;
const BESIDE_PRODUCT = 60;
const CALLBACKS = /^(?:test|describe|beforeAll|beforeEach|afterAll|afterEach)\b/;
const root = join(import.meta.dirname, "..");

interface Node {
  type: string;
  start: number;
  end: number;
  id?: { name?: string } | null;
  key?: { name?: string };
}

const isNode = (value: unknown): value is Node => typeof (value as Node | null)?.type === "string";

/** Every function with its own name, or with that of the variable or property it is assigned to, and the node around it. */
function* functionsIn(node: Node, name: string, around?: Node): Generator<{ name: string; node: Node; around?: Node }> {
  const isFunction = /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type);
  const own = node.id?.name ?? (/Property|MethodDefinition/.test(node.type) ? node.key?.name : undefined) ?? name;
  if (isFunction) yield { name: own, node, ...(around && { around }) };
  for (const part of Object.values(node).flat())
    if (isNode(part)) yield* functionsIn(part, isFunction ? `in ${own}` : own, node);
}

const filledLines = (text: string, { start, end }: Node): number =>
  text
    .slice(start, end)
    .split("\n")
    .filter((line) => line.trim() !== "").length;

/** The number of lines, after the first, of template literals such as SQL. */
function textLines(text: string, node: Node): number {
  if (node.type === "TemplateLiteral") return filledLines(text, node) - 1;
  const parts = Object.values(node).flat().filter(isNode);
  return parts.reduce((sum, part) => sum + textLines(text, part), 0);
}

interface Counted {
  name: string;
  lines: number;
  /** The code around it, such as the call that it is an argument of. */
  around: string;
}

/** The functions of a file and their lines. */
function countedIn(file: string): Counted[] {
  const text = readFileSync(join(root, file), "utf8");
  const program = parseSync(file, text).program as unknown as Node;
  return [...functionsIn(program, "")].map(({ name, node, around }) => ({
    name,
    lines: filledLines(text, node) - textLines(text, node),
    around: around ? text.slice(around.start, around.end) : "",
  }));
}

const filesAt = (patterns: readonly string[]): string[] =>
  patterns.flatMap((pattern) => globSync(pattern, { cwd: root })).filter((file) => !file.endsWith(".config.ts"));

/** The functions that are longer than their limit. */
const longIn = (files: readonly string[], limitOf: (file: string, counted: Counted) => number): string[] =>
  files.flatMap((file) =>
    countedIn(file)
      .filter((counted) => counted.lines > limitOf(file, counted))
      .map(({ name, lines }) => `${file} ${name}: ${lines} lines`),
  );

test("no component is longer than 60 lines, no other function longer than 40", () => {
  const files = filesAt(["{web,server,wire}/**/*.{ts,tsx}"]).filter((file) => !file.endsWith(".test.ts"));
  expect(files.length).toBeGreaterThan(700);
  const isComponent = (file: string, name: string) => file.endsWith(".tsx") && /^[A-Z]/.test(name);
  expect(longIn(files, (file, { name }) => (isComponent(file, name) ? COMPONENT : OTHER))).toEqual([]);
});

test("no function beside the product is longer than 60 lines", () => {
  const files = filesAt(["{test,e2e,bench,proof,structure}/**/*.ts"]);
  expect(files.length).toBeGreaterThan(100);
  expect(
    longIn(files, (_, { around }) => (CALLBACKS.test(around) ? Number.POSITIVE_INFINITY : BESIDE_PRODUCT)),
  ).toEqual([]);
});
