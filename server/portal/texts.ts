import { en } from "./texts-en.ts";
import { th } from "./texts-th.ts";

export const PORTAL_LANGUAGES = ["en", "th"] as const;
export type PortalLanguage = (typeof PORTAL_LANGUAGES)[number];
export const LANGUAGE_NAMES: Record<PortalLanguage, string> = { en: "English", th: "ไทย" };

export type Texts = typeof en;

export const PORTAL_TEXTS: Record<PortalLanguage, Texts> = { en, th };

/** A text with values in the places of {names}. */
export const fillPlaceholders = (text: string, values: Record<string, string | number>): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

/** The language that a browser prefers among those of the portal. */
export function preferredLanguage(header: string | undefined): PortalLanguage {
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
      ?.language as PortalLanguage) ?? "en"
  );
}

export const isLanguage = (text: string): text is PortalLanguage =>
  (PORTAL_LANGUAGES as readonly string[]).includes(text);
