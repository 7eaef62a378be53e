import { randomBytes } from "node:crypto";

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };

function unescaped(whole: string, name: string): string {
  if (!name.startsWith("#")) return ENTITIES[name] ?? whole;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "";
}

/** A file's name as it is shown: the part behind the last slash, without what cannot be seen; null when nothing is left. */
export function shownName(sent: string): string | null {
  const plain = sent.replace(/&(\w{2,6}|#\d{1,7}|#[xX][\da-fA-F]{1,6});/g, unescaped);
  const last = plain.split(/[/\\]/).at(-1) ?? "";
  // controls, direction marks and other format characters, separators of lines, private and unassigned ones
  const name = last
    .toWellFormed()
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "")
    .trim();
  return name === "" || name === "." || name === ".." ? null : name;
}

/** Where a new file is kept, as in tickets/attachments/2026/11/speaker_9ZkQ2LxP3fA.txt; nobody can guess it. */
export function newKey(name: string, now: Date): string {
  const safe = name
    .normalize("NFC")
    .replaceAll(" ", "_")
    .replace(/[^\w.-]/g, "")
    .replace(/^\.+/, "")
    .slice(-60);
  const dot = safe.lastIndexOf(".");
  const [stem, extension] = dot > 0 ? [safe.slice(0, dot), safe.slice(dot)] : [safe, ""];
  const month = String(now.getUTCMonth() + 1).padStart(2, "0");
  return `tickets/attachments/${now.getUTCFullYear()}/${month}/${stem || "file"}_${randomBytes(12).toString("hex")}${extension}`;
}

/** The header that makes a browser save a file under its own name (RFC 6266). */
export function disposition(name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

// what no browser runs, whoever wrote it; all else is sent as bytes of no known kind
const TYPES: Record<string, string> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  avif: "image/avif",
  bmp: "image/bmp",
  pdf: "application/pdf",
  txt: "text/plain; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  log: "text/plain; charset=utf-8",
  mp3: "audio/mpeg",
  wav: "audio/wav",
  ogg: "audio/ogg",
  mp4: "video/mp4",
  webm: "video/webm",
  mov: "video/quicktime",
  zip: "application/zip",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

export const typeOf = (name: string): string =>
  TYPES[name.toLowerCase().split(".").at(-1) ?? ""] ?? "application/octet-stream";
