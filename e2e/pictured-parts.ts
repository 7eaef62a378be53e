import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import type { ScreensDesk } from "./screens-desk.ts";

export interface Screen {
  path: string | ((desk: ScreensDesk) => Promise<string>);
  /** What to do before the screenshot. `at` is the row of the list for this screenshot. */
  act?: (page: Page, at: number) => Promise<unknown>;
  /** What to do after it, so that the next screenshot starts with the same state. */
  after?: (page: Page) => Promise<unknown>;
  /** Whether it leaves a draft. The next screenshot of this kind then uses another row. */
  writes?: true;
  /** The looks to take it in; all if omitted. */
  looks?: readonly string[];
  /**
   * Who sees it: someone who has not signed in, a customer, or the Admin of a desk without tickets. Default: the demo's
   * Admin.
   */
  by?: "visitor" | "customer" | "newcomer";
}

const texts = join(import.meta.dirname, "../web/texts");
type Catalogue = Map<string, string>;

/** All texts of the web app in a language, by key. */
function readCatalogue(language: string): Catalogue {
  const all: Catalogue = new Map();
  const add = (values: object, path: string): void => {
    for (const [name, value] of Object.entries(values))
      if (typeof value === "string") all.set(path + name, value);
      else add(value, `${path}${name}.`);
  };
  const read = (file: string) => JSON.parse(readFileSync(join(texts, file), "utf8")) as object;
  add(read(`${language}.json`), "");
  for (const file of readdirSync(join(texts, "later", language))) {
    const feature = file.replace(".json", "").replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    add(read(`later/${language}/${file}`), `${feature}.`);
  }
  return all;
}

const english = readCatalogue("en");
let catalogue = english;
/** Sets the language of all later screenshots. */
export const setLanguage = (language: string): void => {
  catalogue = language === "en" ? english : readCatalogue(language);
};

/** The app's text for a key in the screenshot's language. `name` fills its placeholder. */
export function say(key: string, name = ""): string {
  const text = catalogue.get(key) ?? english.get(key);
  if (text === undefined) throw new Error(`The app has no text ${key}.`);
  return text.replaceAll(/\{\{.*?\}\}/g, name);
}

/** The button with this text. */
export const buttonOf = (page: Page, key: string, name = ""): Locator =>
  page.getByRole("button", { name: say(key, name), exact: true });

/**
 * Presses buttons in turn. Each time it presses the last button with the text, because a dialog comes after the button
 * that opens it.
 */
export const press =
  (...keys: string[]) =>
  async (page: Page): Promise<void> => {
    for (const key of keys) await buttonOf(page, key).last().click();
  };

/** Opens the record with this name, or the first one, from its list. */
export const followLink =
  (name?: string) =>
  (page: Page): Promise<void> =>
    page
      .getByRole("main")
      .getByRole("link", name ? { name } : {})
      .first()
      .click();
