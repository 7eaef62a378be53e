import { language } from "./texts.ts";

/** The name of a language, in the language of the app: "Thai", "ไทย". */
export const languageName = (code: string): string =>
  new Intl.DisplayNames([language()], { type: "language" }).of(code) ?? code;
