import { en } from "./texts-en.ts";
import { th } from "./texts-th.ts";

export const PORTAL_LANGUAGES = ["en", "th"] as const;
export type Language = (typeof PORTAL_LANGUAGES)[number];
export const LANGUAGE_NAMES: Record<Language, string> = { en: "English", th: "ไทย" };

export type Texts = typeof en;

export const TEXTS: Record<Language, Texts> = { en, th };

/** A text with values in the places of {names}. */
export const fill = (text: string, values: Record<string, string | number>): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

/** The language that a browser prefers among those of the portal. */
export function preferredLanguage(header: string | undefined): Language {
  const preferences = (header ?? "")
    .split(",")
    .slice(0, 20)
    .map((part) => {
      const [tag = "", ...rest] = part.trim().toLowerCase().split(";");
      const q = Number(
        rest
          .find((each) => each.trim().startsWith("q="))
          ?.trim()
          .slice(2) ?? 1,
      );
      return { language: tag.split("-")[0]!, q: Number.isFinite(q) ? q : 0 };
    })
    .sort((a, b) => b.q - a.q);
  return (
    (preferences.find(({ language, q }) => q > 0 && (PORTAL_LANGUAGES as readonly string[]).includes(language))
      ?.language as Language) ?? "en"
  );
}

export const isLanguage = (text: string): text is Language => (PORTAL_LANGUAGES as readonly string[]).includes(text);
