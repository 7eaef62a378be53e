import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const web = join(import.meta.dirname, "../web");
const read = (name: string) => JSON.parse(readFileSync(join(web, `texts/${name}.json`), "utf8"));
// those of the first view, and those of the parts that are fetched later
const catalogue = (language: string) => ({ ...read(language), ...read(`later/${language}`) });
const keysOf = (texts: object, before = ""): string[] =>
  Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "string" ? [`${before}${key}`] : keysOf(value, `${before}${key}.`),
  );
// one, few, other: each language has the plural forms that it needs
const withoutPlural = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, "");
const keys = [...new Set(keysOf(catalogue("en")).map(withoutPlural))];

test.each(["th"])("every text of the app is there in %s", (language) => {
  const others = new Set(keysOf(catalogue(language)).map(withoutPlural));
  expect(keys.filter((key) => !others.has(key))).toEqual([]);
  expect([...others].filter((key) => !keys.includes(key))).toEqual([]);
});

test("what is filled into a text is filled in in every language", () => {
  const english = catalogue("en");
  const thai = catalogue("th");
  const at = (texts: Record<string, unknown>, key: string) =>
    String(key.split(".").reduce<unknown>((sofar, part) => (sofar as Record<string, unknown>)?.[part], texts) ?? "");
  const blanks = (text: string) => [...new Set(text.match(/\{\{\w+/g) ?? [])].sort();
  const wrong = keysOf(thai).filter((key) => {
    const counterpart = at(english, key) || at(english, `${withoutPlural(key)}_other`);
    return JSON.stringify(blanks(at(thai, key))) !== JSON.stringify(blanks(counterpart));
  });
  expect(wrong).toEqual([]);
});

test("every text of the catalogue is used", () => {
  const code = readdirSync(web, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => readFileSync(join(web, name), "utf8"))
    .join("\n");
  // `roles.${role}`: what stands before the value has to be there
  const isUsed = (key: string) =>
    code.includes(`"${key}"`) ||
    key.split(".").some((_, at, parts) => at > 0 && code.includes(`\`${parts.slice(0, at).join(".")}.\${`));
  // the words in "common" are there for all
  expect(keys.filter((key) => !key.startsWith("common.") && !isUsed(key))).toEqual([]);
});

test("a file with texts that are fetched later fetches them", () => {
  const sections = Object.keys(read("later/en")).join("|");
  const uses = new RegExp(`["\`](?:${sections})\\.[\\w$]`);
  const wrong = readdirSync(web, { recursive: true, encoding: "utf8" })
    .filter((name) => /^(?!.*\.test\.).*\.tsx?$/.test(name))
    .filter((name) => {
      // sla.changed is an event, too
      const code = readFileSync(join(web, name), "utf8").replaceAll(/\bkind === "[\w.]+"/g, "");
      return uses.test(code) && !/^import "(?:\.\.\/)+lib\/later-texts\.ts";$/m.test(code);
    });
  expect(wrong).toEqual([]);
});
