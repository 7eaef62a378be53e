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
  requests: "Your requests",
  newRequest: "New request",
  noRequests: "You have no requests yet.",
  signIn: "Sign in",
  signOut: "Sign out",
  signInText: "We send you a link that signs you in. You need no password.",
  emailAddress: "Your email address",
  sendLink: "Send me a link",
  badAddress: "Enter a valid email address.",
  checkEmail: "Check your email",
  checkEmailText: "If we know this address, a link is on its way. It works once, for 15 minutes.",
  confirmSignIn: "Press the button to sign in.",
  linkOver: "This link has expired or has already been used. Ask for a new one.",
  subject: "Subject",
  whatHappened: "What happened?",
  files: "Files (optional)",
  fillBoth: "Please fill in the subject and what happened.",
  mayHelp: "These articles may help:",
  sendAnyway: "Send anyway",
  created: "We received your request.",
  received: "Received",
  onIt: "We are on it",
  yourTurn: "Your turn",
  solved: "Solved",
  closed: "Closed",
  reply: "Reply",
  you: "You",
  markSolved: "Mark as solved",
  reopen: "Reopen",
  addColleague: "Add a colleague by email",
  add: "Add",
  byEmailToo: "Replies also go out by email.",
  colleagueAdded: "Your colleague gets a copy of each reply from now on.",
  colleagueProposed: "We will check this address before we send copies to it.",
  colleagueRefused: "This address cannot be added.",
  rateTitle: "How satisfied are you with our help?",
  rating1: "Very dissatisfied",
  rating2: "Dissatisfied",
  rating3: "Neither",
  rating4: "Satisfied",
  rating5: "Very satisfied",
  rateComment: "What could we do better? (optional)",
  rateSend: "Send rating",
  rateChange: "Change rating",
  rateChoose: "Please choose a rating.",
  rateThanks: "Thank you for your rating.",
  rateLater: "You can change it for 7 days.",
  rateOver: "This link does not work",
  rateOverText:
    "It is incomplete, its time is over, or your rating can no longer be changed. If you have sent one, thank you.",
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
  requests: "คำขอของคุณ",
  newRequest: "คำขอใหม่",
  noRequests: "คุณยังไม่มีคำขอ",
  signIn: "เข้าสู่ระบบ",
  signOut: "ออกจากระบบ",
  signInText: "เราจะส่งลิงก์เข้าสู่ระบบให้คุณ โดยไม่ต้องใช้รหัสผ่าน",
  emailAddress: "อีเมลของคุณ",
  sendLink: "ส่งลิงก์ให้ฉัน",
  badAddress: "โปรดกรอกอีเมลให้ถูกต้อง",
  checkEmail: "โปรดตรวจสอบอีเมลของคุณ",
  checkEmailText: "หากเรามีอีเมลนี้ในระบบ เราได้ส่งลิงก์ไปแล้ว ลิงก์ใช้ได้ครั้งเดียวภายใน 15 นาที",
  confirmSignIn: "กดปุ่มเพื่อเข้าสู่ระบบ",
  linkOver: "ลิงก์นี้หมดอายุหรือถูกใช้ไปแล้ว โปรดขอลิงก์ใหม่",
  subject: "หัวข้อ",
  whatHappened: "เกิดอะไรขึ้น",
  files: "ไฟล์ (ไม่บังคับ)",
  fillBoth: "โปรดกรอกหัวข้อและรายละเอียด",
  mayHelp: "บทความเหล่านี้อาจช่วยได้:",
  sendAnyway: "ส่งต่อไป",
  created: "เราได้รับคำขอของคุณแล้ว",
  received: "ได้รับแล้ว",
  onIt: "กำลังดำเนินการ",
  yourTurn: "รอคำตอบจากคุณ",
  solved: "แก้ไขแล้ว",
  closed: "ปิดแล้ว",
  reply: "ตอบกลับ",
  you: "คุณ",
  markSolved: "แก้ไขแล้ว",
  reopen: "เปิดอีกครั้ง",
  addColleague: "เพิ่มเพื่อนร่วมงานทางอีเมล",
  add: "เพิ่ม",
  byEmailToo: "เราส่งคำตอบทางอีเมลด้วย",
  colleagueAdded: "เพื่อนร่วมงานของคุณจะได้รับสำเนาทุกคำตอบ",
  colleagueProposed: "เราจะตรวจสอบอีเมลนี้ก่อนส่งสำเนา",
  colleagueRefused: "เพิ่มอีเมลนี้ไม่ได้",
  rateTitle: "คุณพอใจกับความช่วยเหลือของเราเพียงใด",
  rating1: "ไม่พอใจมาก",
  rating2: "ไม่พอใจ",
  rating3: "ปานกลาง",
  rating4: "พอใจ",
  rating5: "พอใจมาก",
  rateComment: "เราควรปรับปรุงอะไร (ไม่บังคับ)",
  rateSend: "ส่งคะแนน",
  rateChange: "เปลี่ยนคะแนน",
  rateChoose: "โปรดเลือกคะแนน",
  rateThanks: "ขอบคุณสำหรับคะแนนของคุณ",
  rateLater: "คุณเปลี่ยนคะแนนได้ภายใน 7 วัน",
  rateOver: "ลิงก์นี้ใช้ไม่ได้",
  rateOverText: "ลิงก์ไม่สมบูรณ์ หมดเวลาแล้ว หรือเปลี่ยนคะแนนไม่ได้อีก หากคุณส่งคะแนนแล้ว เราขอขอบคุณ",
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
