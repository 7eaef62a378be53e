export const LANGUAGES = ["en", "th"] as const;
export type Language = (typeof LANGUAGES)[number];
export const LANGUAGE_NAMES: Record<Language, string> = { en: "English", th: "ไทย" };

const en = {
  skip: "Skip to the content",
  articles: "Articles",
  help: "Help center",
  welcome: "How can we help?",
  searchLabel: "Search the articles",
  search: "Search",
  noArticles: "There are no articles yet.",
  more: "More",
  results: "Results for “{q}”",
  noResults: "No article matches “{q}”.",
  inCategory: "In this category",
  onThisPage: "On this page",
  updated: "Updated {date}",
  wasHelpful: "Was this helpful?",
  yes: "Yes",
  no: "No",
  thanks: "Thank you. This helps us improve the article.",
  whatMissing: "What was missing? (optional)",
  send: "Send",
  otherLanguage: "This article is not available in English yet.",
  notFound: "Page not found",
  notFoundText: "There is no such page, or you cannot see it.",
  toHome: "Go to the help center",
  tooOften: "Too many requests. Please wait a few minutes and try again.",
  wrong: "This did not work. Please go back and try again.",
  contents: "Main navigation",
  language: "Language",
};
export type Texts = typeof en;

const th: Texts = {
  skip: "ข้ามไปยังเนื้อหา",
  articles: "บทความ",
  help: "ศูนย์ช่วยเหลือ",
  welcome: "ให้เราช่วยอะไรได้บ้าง",
  searchLabel: "ค้นหาบทความ",
  search: "ค้นหา",
  noArticles: "ยังไม่มีบทความ",
  more: "อื่น ๆ",
  results: "ผลการค้นหา “{q}”",
  noResults: "ไม่พบบทความที่ตรงกับ “{q}”",
  inCategory: "ในหมวดหมู่นี้",
  onThisPage: "ในหน้านี้",
  updated: "ปรับปรุงเมื่อ {date}",
  wasHelpful: "บทความนี้มีประโยชน์หรือไม่",
  yes: "มี",
  no: "ไม่มี",
  thanks: "ขอบคุณ ความเห็นของคุณช่วยให้เราปรับปรุงบทความ",
  whatMissing: "ยังขาดอะไรไป (ไม่บังคับ)",
  send: "ส่ง",
  otherLanguage: "บทความนี้ยังไม่มีภาษาไทย",
  notFound: "ไม่พบหน้านี้",
  notFoundText: "ไม่มีหน้านี้ หรือคุณไม่มีสิทธิ์ดู",
  toHome: "ไปที่ศูนย์ช่วยเหลือ",
  tooOften: "มีคำขอมากเกินไป โปรดรอสักครู่แล้วลองอีกครั้ง",
  wrong: "ทำรายการไม่สำเร็จ โปรดย้อนกลับแล้วลองอีกครั้ง",
  contents: "เมนูหลัก",
  language: "ภาษา",
};

export const TEXTS: Record<Language, Texts> = { en, th };

/** A text with its values in place of {names}. */
export const fill = (text: string, values: Record<string, string | number>): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

/** The language that a browser prefers among those of the portal. */
export function preferredLanguage(header: string | undefined): Language {
  const wanted = (header ?? "")
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
    (wanted.find(({ language, q }) => q > 0 && (LANGUAGES as readonly string[]).includes(language))
      ?.language as Language) ?? "en"
  );
}

export const isLanguage = (text: string): text is Language => (LANGUAGES as readonly string[]).includes(text);
