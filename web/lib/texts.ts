import en from "../texts/en.json";
import type { en as later } from "../texts/later/en.ts";
import { store, useStore } from "./store.ts";

// Our own lookup of texts: i18next and its React binding would take 15 of the 150 kB of the first view.

type PluralOf<Name extends string> = Name extends `${infer Stem}_${"one" | "other"}` ? Stem : Name;
type KeysOf<Texts, Path extends string = ""> = {
  [Name in keyof Texts & string]: Texts[Name] extends string
    ? `${Path}${PluralOf<Name>}`
    : KeysOf<Texts[Name], `${Path}${Name}.`>;
}[keyof Texts & string];

/** The key of a text: "inbox.count". Keys with plural forms are without their ending. */
export type TextKey = KeysOf<typeof en> | KeysOf<typeof later>;
/** Values to insert in a text. `count` selects the plural form; `defaultValue` is used if there is no such text. */
type TextValues = Record<string, unknown> & { count?: number; defaultValue?: string };
export type Translate = (key: TextKey, values?: TextValues) => string;

interface Catalogue {
  readonly [name: string]: string | Catalogue;
}

/** The languages of the app, each in its own name. */
export const LANGUAGES: Record<string, string> = { en: "English", th: "ไทย" };
// all languages but English are loaded when they are chosen
const files: Record<string, () => Promise<{ default: Catalogue }>> = { th: () => import("../texts/th.json") };
const catalogues = new Map<string, Catalogue>([["en", en]]);
/** By language: the texts of parts that load after the first view. */
let laterTexts: Record<string, Catalogue> = {};

/** Adds the texts of such parts; see later-texts.ts. */
export const addLaterTexts = (texts: Record<string, Catalogue>): void => {
  laterTexts = texts;
};

function textAt(catalogue: Catalogue | undefined, key: string): string | undefined {
  let at: string | Catalogue | undefined = catalogue;
  for (const name of key.split(".")) at = typeof at === "object" ? at[name] : undefined;
  return typeof at === "string" ? at : undefined;
}

// the device's languages, such as en-GB
let deviceTags: readonly string[] = [];

const localeOf = (code: string): string =>
  // some browsers have tags that no format knows, such as en-US@posix
  deviceTags.find((tag) => tag.slice(0, 2) === code && /^[\w-]+$/.test(tag)) ?? code;

function translateTo(code: string): Translate {
  const plurals = new Intl.PluralRules(code);
  const numbers = new Intl.NumberFormat(localeOf(code));
  const find = (language: string, key: string, count: number | undefined): string | undefined => {
    const at = (key: string) => textAt(catalogues.get(language), key) ?? textAt(laterTexts[language], key);
    const plural = count === undefined ? undefined : at(`${key}_${plurals.select(count)}`);
    return plural ?? (count === undefined ? undefined : at(`${key}_other`)) ?? at(key);
  };
  return (key, values = {}) => {
    const text = find(code, key, values.count) ?? find("en", key, values.count) ?? values.defaultValue ?? key;
    return text.replaceAll(/\{\{(\w+)(, number)?\}\}/g, (_, name: string, isNumber?: string) => {
      const value = values[name];
      return isNumber ? numbers.format(Number(value)) : String(value ?? "");
    });
  };
}

const KEY = "docket language";
const current = store<{ code: string; translate: Translate }>({ code: "en", translate: translateTo("en") });
let latestCode = "";

export function startTexts(): Promise<void> {
  deviceTags = navigator.languages;
  return speak(localStorage.getItem(KEY) ?? "");
}

const languageOfDevice = (): string =>
  navigator.languages.map((each) => each.slice(0, 2)).find((each) => each in LANGUAGES) ?? "en";

/** Changes the language of the app, which this device remembers. None means the device's own; an unknown one means English. */
export async function speak(language: string): Promise<void> {
  const code = language === "" ? languageOfDevice() : language in LANGUAGES ? language : "en";
  if (code === latestCode) return;
  const before = latestCode;
  latestCode = code;
  const load = files[code];
  if (load && !catalogues.has(code)) {
    const texts = await load().catch(() => null);
    // another language may have been chosen while this one was loading
    if (latestCode !== code) return;
    if (!texts) {
      latestCode = before;
      return;
    }
    catalogues.set(code, texts.default);
  }
  current.set({ code, translate: translateTo(code) });
  localStorage.setItem(KEY, code);
  document.documentElement.lang = code;
}

export const useTexts = (): Translate => useStore(current).translate;
/** For texts outside of components. */
export const t: Translate = (key, values) => current.get().translate(key, values);
export const language = (): string => current.get().code;
/** What dates and numbers follow: the app's language as the device speaks it, such as en-GB. */
export const locale = (): string => localeOf(language());
