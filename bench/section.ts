import { existsSync, readFileSync, writeFileSync } from "node:fs";

const PREFACE =
  "# What Docket's requests cost\n\nEach section is written by the command it names, and replaced by its next run.\n";

/** Replaces the section of this name in a page, or adds it at the end. The rest of the page does not change. */
export function withSection(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const section = `${begin}\n\n${text.trim()}\n\n${end}`;
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0) return `${page.trimEnd()}\n\n${section}\n`;
  return page.slice(0, from) + section + page.slice(to + end.length);
}

export function writeSection(file: string, name: string, text: string): void {
  writeFileSync(file, withSection(existsSync(file) ? readFileSync(file, "utf8") : PREFACE, name, text));
}
