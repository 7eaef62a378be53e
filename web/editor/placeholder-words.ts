import "../lib/later-texts.ts";
import type { Translate } from "../lib/texts.ts";

/** A placeholder in words: "Contact’s first name" for `contact.first_name`. */
export function placeholderWords(t: Translate, name: string): string {
  if (name.startsWith("input.")) return t("macros.input", { name: name.slice("input.".length) });
  return t(`macros.placeholders.${name.replace(".", "_") as "contact_name"}`, { defaultValue: name });
}

const DEFAULT = /\|\s*default:\s*["“”'‘’]([^"“”'‘’]*)["“”'‘’]/;

/** A whole placeholder as people read it: "Contact’s first name, or “there”". */
export function chipWords(t: Translate, name: string, whole: string): string {
  const words = placeholderWords(t, name);
  const other = DEFAULT.exec(whole)?.[1];
  return other ? t("macros.orElse", { name: words, other }) : words;
}
