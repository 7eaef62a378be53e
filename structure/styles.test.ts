import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
// print has its own sizes and is black on white
const withoutPrint = (css: string) => css.replace(/\n@media print \{[\s\S]*?\n\}/g, "");

const sheets = globSync("web/**/*.css", { cwd: root }).filter((file) => !/PrintedFields|fonts\.css/.test(file));
const parts = globSync("web/**/*.tsx", { cwd: root });
const own = sheets.filter((file) => !file.endsWith("tokens.css"));

const wrongLines = (files: string[], wrong: RegExp) =>
  files.flatMap((file) =>
    withoutPrint(read(file))
      .split("\n")
      .filter((line) => wrong.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );

test("sizes, weights and colors of the web app are tokens", () => {
  expect(sheets.length).toBeGreaterThan(40);
  const values =
    /font-size: (?!var\(|inherit|0)|font-weight: (?!var\(|inherit)|#[0-9a-f]{3,8}\b|\b(rgb|hsl)a?\(|: white\b/;
  expect(wrongLines(own, values)).toEqual([]);
  expect(wrongLines(parts, /\b(fz|fw|lh)=\{|"#[0-9a-f]{3,8}"/)).toEqual([]);
});

test("styles use only variables that are set", () => {
  const all = [...sheets, ...parts];
  const text = all.map(read).join("\n");
  const set = new Set([...text.matchAll(/(--[\w-]+)"?\]?:/g)].map(([, name]) => name));
  const wrong = all.flatMap((file) =>
    [...read(file).matchAll(/var\((--[\w-]+)/g)]
      .map(([, name]) => name!)
      .filter((name) => !set.has(name) && !/^--(mantine|chart)-/.test(name))
      .map((name) => `${file}: ${name}`),
  );
  expect(wrong).toEqual([]);
});

test("the web app has five text sizes, none below 12 px", () => {
  const sizes = [...read("web/tokens.css").matchAll(/--t-(\w+): ([\d.]+)rem/g)];
  expect(new Set(sizes.map(([, name]) => name).filter((name) => name !== "field"))).toHaveLength(5);
  for (const [, name, rem] of sizes) expect(Number(rem) * 16, name).toBeGreaterThanOrEqual(12);
});

/** The classes of a sheet with their selectors, such as ".row". */
const classesOf = (sheet: string) => {
  const css = read(sheet).replaceAll(/\/\*[\s\S]*?\*\/|:global\([^)]*\)/g, "");
  const selectors = [...css.matchAll(/([^{};]+)\{/g)].map(([, selector]) => selector!);
  return new Set(selectors.flatMap((selector) => [...selector.matchAll(/\.([a-zA-Z]\w*)/g)].map(([, name]) => name!)));
};

test("every class of a style sheet is used, and every class used exists", () => {
  const modules = sheets.filter((file) => file.endsWith(".module.css"));
  const uses = new Map(modules.map((sheet) => [sheet, new Set<string>()]));
  for (const part of globSync("web/**/*.{ts,tsx}", { cwd: root })) {
    const code = read(part);
    for (const [, name, path] of code.matchAll(/^import (\w+) from "(\.[^"]+\.module\.css)"/gm))
      for (const [, used] of code.matchAll(new RegExp(`(?<![\\w"'\`./])${name}\\.(\\w+)`, "g")))
        uses.get(join(dirname(part), path!))?.add(used!);
  }
  expect(modules.length).toBeGreaterThan(80);
  const wrong = modules.flatMap((sheet) => {
    const there = classesOf(sheet);
    const used = uses.get(sheet)!;
    return [
      ...[...there].filter((name) => !used.has(name)).map((name) => `${sheet}: nothing uses ${name}`),
      ...[...used].filter((name) => !there.has(name)).map((name) => `${sheet}: there is no ${name}`),
    ];
  });
  expect(wrong).toEqual([]);
});

// without it, a row is as tall as its content: the browser lays the whole page out twice with each letter that is typed
test("columns that fill the page have a row of a set height", () => {
  const rules = sheets.flatMap((file) =>
    read(file)
      .replaceAll(/\/\*[\s\S]*?\*\//g, "")
      .split("}"),
  );
  const columns = rules.filter((rule) => /display: grid;/.test(rule) && /\n {2}height: 100/.test(rule));
  const fixed = columns.filter((rule) => /grid-template-columns/.test(rule) && !/overflow/.test(rule));
  expect(fixed.length).toBeGreaterThan(1);
  expect(fixed.filter((rule) => !/grid-template-rows: minmax\(0, 1fr\)/.test(rule))).toEqual([]);
});
