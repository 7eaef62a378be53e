// Finds where the quoted history of an email begins. Mail programs announce it in the language of their user, so words alone
// are not enough: a date or an address must stand beside them.

const WROTE = [
  "wrote",
  "writes",
  "schrieb",
  "schreef",
  "het volgende geschreven",
  "a écrit",
  "a ecrit",
  "ha scritto",
  "escribió",
  "escribio",
  "va escriure",
  "escreveu",
  "napisał(?:\\(a\\)|a)?",
  "pisze",
  "napsal(?:\\(a\\)|a)?",
  "napísal(?:\\(a\\)|a)?",
  "skrev",
  "skreiv",
  "kirjoitti",
  "írta",
  "a scris",
  "je napisa[ol](?:/la)?",
  "пишет",
  "писал(?:\\(а\\)|а)?",
  "написал(?:\\(а\\)|а)?",
  "написа",
  "пише",
  "έγραψε",
  "şunu yazdı",
  "yazdı",
  "menulis",
  "đã viết",
  "เขียนว่า",
  "写道",
  "寫道",
  "さんは書きました",
  "のメール",
  "님이 작성",
  "כתב(?:/ה)?",
  "كتب",
];
const ORIGINAL = [
  "original message",
  "reply message",
  "ursprüngliche nachricht",
  "originalnachricht",
  "message d['’]origine",
  "message original",
  "messaggio originale",
  "mensaje original",
  "mensagem original",
  "oorspronkelijk bericht",
  "oprindelig meddelelse",
  "original meddelelse",
  "opprinnelig melding",
  "ursprungligt meddelande",
  "alkuperäinen viesti",
  "eredeti üzenet",
  "oryginalna wiadomość",
  "wiadomość oryginalna",
  "původní zpráva",
  "исходное сообщение",
  "оригинальное сообщение",
  "özgün ileti",
  "orijinal mesaj",
  "ข้อความต้นฉบับ",
  "原始邮件",
  "原始郵件",
  "元のメッセージ",
  "원본 메시지",
];
const FORWARD_MARKS = [
  "forwarded message",
  "weitergeleitete nachricht",
  "message transféré",
  "messaggio inoltrato",
  "mensaje reenviado",
  "mensagem encaminhada",
  "doorgestuurd bericht",
  "пересылаемое сообщение",
];
// the four lines with which Outlook and others begin: from, date, to, subject
const LABELS = {
  from: "from|von|de|da|van|od|fra|från|lähettäjä|feladó|от|кому от|kimden|gönderen|จาก|发件人|寄件者|差出人|보낸 사람|מאת|من|από|de la",
  sent: "sent|date|gesendet|datum|envoyé|envoyé le|inviato|data|enviado|enviado el|fecha|enviada em|enviada|verzonden|wysłano|odesláno|sendt|dato|skickat|lähetetty|päivä|päivämäärä|elküldve|küldve|dátum|отправлено|дата|gönderildi|tarih|ส่ง|ส่งเมื่อ|วันที่|发送时间|时间|日期|寄件日期|送信日時|日時|보낸 날짜|날짜|נשלח|تاريخ|trimis",
  to: "to|an|à|a|para|aan|do|komu|til|till|vastaanottaja|címzett|кому|kime|ถึง|收件人|收件者|宛先|받는 사람|אל|إلى|προς|către",
  subject:
    "subject|betreff|objet|oggetto|asunto|assunto|onderwerp|temat|předmět|emne|ämne|aihe|tárgy|тема|konu|เรื่อง|主题|主旨|件名|제목|נושא|الموضوع|θέμα|subiect",
};

// "\b" works only for English letters
const anyOf = (words: readonly string[]) => `(?<![\\p{L}\\p{M}])(?:${words.join("|")})(?![\\p{L}])`;
const HAS_WROTE = new RegExp(anyOf(WROTE), "iu");
const between = (words: readonly string[]) =>
  new RegExp(`^[-_*=–—]{2,}\\s*(?:${words.join("|")})\\s*[-_*=–—:]{0,}$`, "iu");
const IS_ORIGINAL = between(ORIGINAL);
const IS_FORWARDED = between(FORWARD_MARKS);
const IS_FORWARD =
  /^(?:begin forwarded message|anfang der weitergeleiteten nachricht|début du message (?:réexpédié|transféré)|inizio messaggio inoltrato|inicio del mensaje reenviado|início da mensagem reencaminhada|doorgestuurd bericht):$/iu;
const labelPattern = (words: string) => new RegExp(`^[*>\\s]*(?:${words})\\s?\\*?\\s?[:：]\\*?\\s*\\S`, "iu");
const IS_FROM = labelPattern(LABELS.from);
const IS_OTHER = [labelPattern(LABELS.sent), labelPattern(LABELS.to), labelPattern(LABELS.subject)];

const ADDRESS = /[^\s<>()[\]"']+@[^\s<>()[\]"']+\.[^\s<>()[\]"']+/u;
const HAS_DATE =
  /\d{1,4}\s?[./年-]\s?\d{1,2}|\d{1,2}[:.h]\d{2}|(?<!\d)(?:19|20|25)\d{2}(?!\d)|\d{1,2}\.?\s+(?:de\s+)?\p{L}{3,}/u;
const MAX_ANNOUNCEMENT = 320;
const MAX_LINES = 3;

// some programs put the announcement after the last line of the answer: "Thanks--- On Mon, 23 Nov 2026 at 10:00, Tom wrote:"
const HAS_ANSWER = /[^\s>-]\s*(?:-+\s*|\s)(?:On|Am|Le|El|Il|Em|Op|Den|På|Dne|W dniu)\s[^<>]{0,24}\d/u;

/** Whether a line announces a forwarded email. The sender wants to show that, so it is not a quote. */
export function isForward(text: string): boolean {
  const line = text.replaceAll(/\s+/gu, " ").trim();
  return IS_FORWARDED.test(line) || IS_FORWARD.test(line);
}

/** Whether a line of an email announces a quote and contains nothing else. */
export function isAnnouncement(text: string): boolean {
  const line = text.replaceAll(/\s+/gu, " ").trim();
  if (line.length > MAX_ANNOUNCEMENT || HAS_ANSWER.test(line)) return false;
  if (IS_ORIGINAL.test(line)) return true;
  // Zoho draws dashes around it
  const isDashed = /^-{2,}\s.*\s-{2,}$/u.test(line);
  if (!isDashed && !/[:：]\s?[-*_]*$/u.test(line) && !/เขียนว่า$/u.test(line)) return false;
  if (HAS_WROTE.test(line)) return HAS_DATE.test(line) || ADDRESS.test(line);
  // "2026-11-23 10:00 GMT+01:00 Tom Tech <tom@example.com>:"
  return /^\p{L}{0,12},?\s?\d/u.test(line) && HAS_DATE.test(line) && /<[^<>]+@[^<>]+>\s?[:：]$/u.test(line);
}

/** Whether these lines begin with From, Date, To and Subject. */
export function isHeader(lines: readonly string[]): boolean {
  const [first = "", ...rest] = lines;
  if (!IS_FROM.test(first)) return false;
  const next = rest.slice(0, 7);
  return IS_OTHER.filter((label) => next.some((line) => label.test(line))).length >= 2;
}

/** The number of lines that announce a quote, counted from the first; 0 if they do not. Mail programs break long lines. */
export function announcementLength(lines: readonly string[]): number {
  if (isHeader(lines)) return 1;
  for (let count = 1; count <= Math.min(MAX_LINES, lines.length); count += 1) {
    if (count > 1 && (/[:：]$/u.test(lines[count - 2]!) || !beginsOne(lines[0]!))) return 0;
    if (isAnnouncement(lines.slice(0, count).join(" "))) return count;
  }
  return 0;
}

// only a line that may be the beginning continues in the next one
const beginsOne = (line: string): boolean => line.length < 200 && (HAS_DATE.test(line) || ADDRESS.test(line));

/** A line or a block of an email. */
export interface QuotePart {
  /** Its lines, without empty ones. */
  lines: readonly string[];
  /** It shows something other than words: a picture. */
  isShown: boolean;
  isQuote: boolean;
}

/** The range of parts that is quoted (the end not included); null if nothing is quoted, or nothing else is there. */
export function quoteIn(parts: readonly QuotePart[]): { from: number; to: number } | null {
  const has = (part: QuotePart) => part.lines.length > 0 || part.isShown;
  const announcementPart = parts.findIndex((_, at) => announcementAt(parts, at) > 0);
  const forward = parts.findIndex((part) => !part.isQuote && part.lines.some(isForward));
  if (forward >= 0 && (announcementPart < 0 || forward < announcementPart)) return null;
  const from = announcementPart >= 0 ? announcementPart : findUnannounced(parts);
  if (from < 0) return null;
  const to =
    announcementPart >= 0 ? endOf(parts, announcementPart + announcementAt(parts, announcementPart)) : parts.length;
  const after = parts.slice(to);
  // answers between quotes are shown with them
  if (after.some((part) => part.isQuote)) return null;
  return [...parts.slice(0, from), ...after].some(has) ? { from, to: after.some(has) ? to : parts.length } : null;
}

/** The number of parts from here on that announce a quote. */
function announcementAt(parts: readonly QuotePart[], at: number): number {
  const [first] = parts[at]!.lines;
  if (first === undefined || parts[at]!.isQuote) return 0;
  const lines: string[] = [];
  const owners: number[] = [];
  for (let next = at; next < parts.length && lines.length < 8; next += 1) {
    if (next > at && parts[next]!.isQuote) break;
    for (const line of parts[next]!.lines) {
      lines.push(line);
      owners.push(next);
    }
  }
  const count = announcementLength(lines);
  return count === 0 ? 0 : owners[count - 1]! - at + 1;
}

/** The end of the marked quote; if nothing is marked, the end of the text. */
function endOf(parts: readonly QuotePart[], from: number): number {
  const first = parts.findIndex((part, at) => at >= from && part.lines.length > 0);
  if (first < 0 || !parts[first]!.isQuote) return parts.length;
  const end = parts.findIndex((part, at) => at >= first && part.lines.length > 0 && !part.isQuote);
  return end < 0 ? parts.length : end;
}

/** The place from which only quoted lines follow, at least two of them: a single "> 90 %" is not a quote. */
function findUnannounced(parts: readonly QuotePart[]): number {
  const last = parts.findLastIndex((part) => (part.lines.length > 0 || part.isShown) && !part.isQuote);
  const from = parts.findIndex((part, at) => at > last && part.isQuote);
  const lines = parts.slice(Math.max(from, 0)).flatMap((part) => part.lines);
  const isMarked = lines.length > 0 && lines.every((line) => line.startsWith(">"));
  return from >= 0 && isMarked && lines.length < 2 ? -1 : from;
}
