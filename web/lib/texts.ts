import i18next from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import en from "../texts/en.json";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "texts";
    resources: { texts: typeof en };
    returnNull: false;
  }
}

/** The languages of the app: a file of texts each, in their own name. */
export const LANGUAGES: Record<string, string> = { en: "English", th: "ไทย" };
// all but English are fetched when wanted
const files: Record<string, () => Promise<{ default: unknown }>> = { th: () => import("../texts/th.json") };

const KEY = "docket language";
let spoken = "";

export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: "en",
    fallbackLng: "en",
    defaultNS: "texts",
    resources: { en: { texts: en } },
    interpolation: { escapeValue: false },
  });
  await speak(localStorage.getItem(KEY) ?? "");
}

const languageOfDevice = (): string =>
  navigator.languages.map((each) => each.slice(0, 2)).find((each) => each in LANGUAGES) ?? "en";

/** Turns the app to a language, which is remembered on this device; none is the device's own, unknown ones are English. */
export async function speak(wanted: string): Promise<void> {
  const code = wanted === "" ? languageOfDevice() : wanted in LANGUAGES ? wanted : "en";
  if (code === spoken) return;
  const before = spoken;
  spoken = code;
  const load = files[code];
  if (load && !i18next.hasResourceBundle(code, "texts")) {
    const texts = await load().catch(() => null);
    // another may have been asked for while this one was fetched
    if (spoken !== code) return;
    if (!texts) {
      spoken = before;
      return;
    }
    i18next.addResourceBundle(code, "texts", texts.default, true, true);
  }
  await i18next.changeLanguage(code);
  localStorage.setItem(KEY, code);
  document.documentElement.lang = code;
}

export const useTexts = () => useTranslation().t;
/** For texts outside of components. */
export const t = i18next.t.bind(i18next) as typeof i18next.t;
export const language = (): string => i18next.language || "en";
