import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const web = join(import.meta.dirname, "../web");
const read = (name: string) => JSON.parse(readFileSync(join(web, `texts/${name}.json`), "utf8"));
/** Names of the files with texts that are loaded later, such as "new-ticket". */
const laterFiles = (language: string) =>
  readdirSync(join(web, "texts/later", language))
    .map((name) => name.replace(".json", ""))
    .toSorted();
const sectionOf = (file: string) => file.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
const later = (language: string) =>
  Object.fromEntries(laterFiles(language).map((name) => [sectionOf(name), read(`later/${language}/${name}`)]));
// the texts of the first view and of the parts that are loaded later
const catalog = (language: string) => ({ ...read(language), ...later(language) });
const keysOf = (texts: object, before = ""): string[] =>
  Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "string" ? [`${before}${key}`] : keysOf(value, `${before}${key}.`),
  );
// one, few, other: each language has its own plural forms
const withoutPlural = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, "");
const keys = [...new Set(keysOf(catalog("en")).map(withoutPlural))];

const [, languageList] = /const LANGUAGES[^{]*\{([^}]+)\}/.exec(readFileSync(join(web, "lib/texts.ts"), "utf8"))!;
const languages = [...languageList!.matchAll(/(\w+):/g)].map(([, language]) => language!);
const translations = languages.filter((language) => language !== "en");

test.each(translations)("every text has a translation into %s", (language) => {
  const others = new Set(keysOf(catalog(language)).map(withoutPlural));
  expect(keys.filter((key) => !others.has(key))).toEqual([]);
  expect([...others].filter((key) => !keys.includes(key))).toEqual([]);
});

test.each(languages)("the list of files with texts in %s is complete", (language) => {
  const code = readFileSync(join(web, `texts/later/${language}.ts`), "utf8");
  const imports = laterFiles(language).map((name) => `import ${sectionOf(name)} from "./${language}/${name}.json";\n`);
  // scheduled reports use the same titles as the dashboard
  const titles = `import { ${language} as reportTitles } from "../../../wire/report-titles/${language}.ts";\n`;
  const sections = laterFiles(language).map((name) =>
    name === "dashboard" ? "  dashboard: { ...dashboard, ...reportTitles },\n" : `  ${sectionOf(name)},\n`,
  );
  expect(code).toBe(`${titles}${imports.join("")}\nexport const ${language} = {\n${sections.join("")}};\n`);
});

test.each(translations)("texts in %s have the placeholders of the English ones", (language) => {
  const english = catalog("en");
  const translation = catalog(language);
  const at = (texts: Record<string, unknown>, key: string) =>
    String(key.split(".").reduce<unknown>((sofar, part) => (sofar as Record<string, unknown>)?.[part], texts) ?? "");
  const blanks = (text: string) => [...new Set(text.match(/\{\{\w+/g) ?? [])].sort();
  const wrong = keysOf(translation).filter((key) => {
    const counterpart = at(english, key) || at(english, `${withoutPlural(key)}_other`);
    return JSON.stringify(blanks(at(translation, key))) !== JSON.stringify(blanks(counterpart));
  });
  expect(wrong).toEqual([]);
});

const code = readdirSync(web, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => readFileSync(join(web, name), "utf8"))
  .join("\n");

test("a text with placeholders is never shown without their values", () => {
  const english = catalog("en");
  const hasBlanks = (key: string) => {
    const text = key.split(".").reduce<unknown>((texts, part) => (texts as Record<string, unknown>)?.[part], english);
    return typeof text === "string" && text.includes("{{");
  };
  const bare = [...code.matchAll(/\b(?:t|translate)\(([^(),]*),?\s*\)/g)].flatMap(([, key]) =>
    [...key!.matchAll(/"([\w.]+)"/g)].map(([, each]) => each!),
  );
  expect(bare.filter((key) => hasBlanks(key) || hasBlanks(`${key}_other`))).toEqual([]);
});

test("every text is used", () => {
  // `roles.${role}`: the text before the value must occur in the code
  const isUsed = (key: string) =>
    code.includes(`"${key}"`) ||
    key.split(".").some((_, at, parts) => at > 0 && code.includes(`\`${parts.slice(0, at).join(".")}.\${`));
  // every part may use the words in "common"
  expect(keys.filter((key) => !key.startsWith("common.") && !isUsed(key))).toEqual([]);
});

test("a file that uses texts of a later part imports later-texts.ts", () => {
  const sections = Object.keys(later("en")).join("|");
  const uses = new RegExp(`["\`](?:${sections})\\.[\\w$]`);
  const wrong = readdirSync(web, { recursive: true, encoding: "utf8" })
    .filter((name) => /^(?!.*\.test\.).*\.tsx?$/.test(name))
    .filter((name) => {
      // sla.changed is also the name of an event
      const code = readFileSync(join(web, name), "utf8").replaceAll(/\bkind === "[\w.]+"/g, "");
      return uses.test(code) && !/^import "(?:\.\.\/)+lib\/later-texts\.ts";$/m.test(code);
    });
  expect(wrong).toEqual([]);
});
