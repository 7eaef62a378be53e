import "../lib/later-texts.ts";
import type { Translate } from "../lib/texts.ts";

/** A placeholder in words: "Contact’s first name" for `contact.first_name`. */
export function placeholderWords(t: Translate, name: string): string {
  if (name.startsWith("input.")) return t("macros.input", { name: name.slice("input.".length) });
  return t(`macros.placeholders.${name.replace(".", "_") as "contact_name"}`, { defaultValue: name });
}

const DEFAULT = /\s*\|\s*default:\s*(?:["“”]([^"“”]*)["“”]|['‘’]([^'‘’]*)['‘’])\s*/;

/** What a placeholder shows if it is empty; empty if it says nothing about that. */
export function placeholderDefault(whole: string): string {
  const [, inDouble, inSingle] = DEFAULT.exec(whole) ?? [];
  return inDouble ?? inSingle ?? "";
}

/** A placeholder that shows another text if it is empty. */
export function withDefault(whole: string, other: string): string {
  const text = other.replaceAll(/["“”{}<>]/g, "");
  const filter = text === "" ? "" : ` | default: "${text}"`;
  return whole.replace(DEFAULT, " ").replace(/^\{\{\s*([\w.]+)\s*/, (_, name) => `{{ ${name}${filter} `);
}

/** A whole placeholder as people read it: "Contact’s first name, or “there”". */
export function chipWords(t: Translate, name: string, whole: string): string {
  const words = placeholderWords(t, name);
  const other = placeholderDefault(whole);
  return other ? t("macros.orElse", { name: words, other }) : words;
}

/** A text of one line without its tags, cut at its placeholders; "/" stands between alternatives. */
export function cutAtPlaceholders(line: string): { text: string; name?: string }[] {
  const text = line.replaceAll(/\{%-?\s*els(?:e|if)\b.*?%\}/g, " / ").replaceAll(/\{%.*?%\}/g, "");
  return text.split(/(\{\{.*?\}\})/).map((part) => {
    const [, code] = /^\{\{-?\s*(.*?)\s*-?\}\}$/.exec(part) ?? [];
    return code ? { text: part, name: code.split(/[\s|]/)[0]! } : { text: part };
  });
}
