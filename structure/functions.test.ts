import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "vite";
import { expect, test } from "vitest";

// Biome has one limit for all functions. Here, components may be longer, because half of a component is markup, and SQL
// text does not count.
const COMPONENT = 60;
const OTHER = 40;

interface Node {
  type: string;
  start: number;
  end: number;
  id?: { name?: string } | null;
  key?: { name?: string };
}

const isNode = (value: unknown): value is Node => typeof (value as Node | null)?.type === "string";

/** Every function with its own name, or with that of the variable or property it is assigned to. */
function* functionsIn(node: Node, name: string): Generator<{ name: string; node: Node }> {
  const isFunction = /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type);
  const own = node.id?.name ?? (/Property|MethodDefinition/.test(node.type) ? node.key?.name : undefined) ?? name;
  if (isFunction) yield { name: own, node };
  for (const part of Object.values(node).flat())
    if (isNode(part)) yield* functionsIn(part, isFunction ? `in ${own}` : own);
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

test("no component is longer than 60 lines, no other function longer than 40", () => {
  const root = join(import.meta.dirname, "..");
  const files = ["web/**/*.tsx", "web/**/*.ts", "server/**/*.ts", "wire/**/*.ts"]
    .flatMap((pattern) => globSync(pattern, { cwd: root }))
    .filter((file) => !/\.(?:test|config)\.ts$/.test(file));
  expect(files.length).toBeGreaterThan(700);
  const long = files.flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    const program = parseSync(file, text).program as unknown as Node;
    const isComponent = (name: string) => file.endsWith(".tsx") && /^[A-Z]/.test(name);
    return [...functionsIn(program, "")]
      .map(({ name, node }) => ({ name, lines: filledLines(text, node) - textLines(text, node) }))
      .filter(({ name, lines }) => lines > (isComponent(name) ? COMPONENT : OTHER))
      .map(({ name, lines }) => ({ name: `${file} ${name}`, lines }));
  });
  expect(long).toEqual([]);
});
