import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { escapeHtml } from "../emails/html.ts";
import { paletteOf } from "./color.ts";
import { logoPath } from "./logo.ts";
import { LANGUAGE_NAMES, PORTAL_LANGUAGES } from "./texts.ts";
import type { PageContent, Visit } from "./visit.ts";

export interface PortalDesk {
  name: string;
  color: string;
  /** The hash of its logo, if it has one. */
  logo: string | null;
  hasMailbox: boolean;
}

const STYLE = readFileSync(join(import.meta.dirname, "style.css"), "utf8");
const keepText = readFileSync(join(import.meta.dirname, "keep-text.js"), "utf8");
/** A script that keeps what a customer writes. It is part of the page, and the page's policy names its hash. */
export const KEEP_TEXT = {
  script: keepText,
  hash: `sha256-${createHash("sha256").update(keepText).digest("base64")}`,
};
// the background colors of style.css
const GROUNDS = { light: "#ffffff", dark: "#1b1c1a" };

/** The style sheet with the desk's color, made readable in light and dark. */
export function styleOf({ color }: Pick<PortalDesk, "color">): { css: string; hash: string } {
  const [light, dark] = [paletteOf(color, GROUNDS.light), paletteOf(color, GROUNDS.dark)];
  const names = { desk: "--desk", onDesk: "--on-desk", wash: "--wash" } as const;
  const colors = Object.entries(names).map(
    ([name, variable]) => `${variable}:light-dark(${light[name as "desk"]},${dark[name as "desk"]})`,
  );
  const css = `:root{${colors.join(";")}}\n${STYLE}`;
  return { css, hash: createHash("sha256").update(css).digest("hex").slice(0, 12) };
}

export const deskName = ({ desk, texts }: Pick<Visit, "desk" | "texts">): string => desk.name || texts.help;

// the name is beside it, so a screen reader does not need it twice
const markOf = ({ logo }: PortalDesk, name: string): string =>
  logo
    ? `<img class="logo" src="${logoPath(logo)}" alt="">`
    : `<span class="mark" aria-hidden="true">${escapeHtml([...name][0] ?? "")}</span>`;

/** The whole document of a page. */
export function portalPage(
  visit: Visit,
  { title, body, description, path, current, script, keeps }: PageContent,
): string {
  const { language, texts, desk } = visit;
  const name = deskName(visit);
  const origin = visit.docket.addresses.publicUrl;
  const alternates =
    path === null || !origin
      ? ""
      : PORTAL_LANGUAGES.map(
          (each) =>
            `<link rel="alternate" hreflang="${each}" href="${escapeHtml(`${origin}/portal/${each}/${path}`)}">`,
        ).join("");
  const tab = (href: string, text: string, isCurrent: boolean) =>
    `<a class="t" href="${href}"${isCurrent ? ' aria-current="page"' : ""}>${text}</a>`;
  const others = PORTAL_LANGUAGES.filter((each) => each !== language).map(
    (each) =>
      `<a class="t" lang="${each}" hreflang="${each}" href="/portal/${each}/${escapeHtml(path ?? "")}">${LANGUAGE_NAMES[each]}</a>`,
  );
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title === name ? name : `${title} · ${name}`)}</title>
${description ? `<meta name="description" content="${escapeHtml(description)}">` : ""}${alternates}
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/portal/style.css?v=${styleOf(desk).hash}">${script ? `\n<script src="${script}" defer></script>` : ""}
</head>
<body>
<a class="skip" href="#content">${texts.skip}</a>
<header class="top"><div class="wrap head">${markOf(desk, name)}<a class="name" href="/portal/${language}/">${escapeHtml(name)}</a>
<nav aria-label="${texts.contents}">${tab(`/portal/${language}/`, texts.articles, current === "articles")}${tab(`/portal/${language}/requests/`, texts.requests, current === "requests")}${visit.visitor ? tab(`/portal/${language}/account/`, texts.account, current === "account") : ""}</nav>
<span class="grow"></span>${others.join("")}${visit.visitor ? signOutForm(visit, "t") : ""}</div></header>
<main id="content">${body}</main>
<footer class="wrap"><div class="foot small"><span>${escapeHtml(name)}</span></div></footer>
${keeps ? `<script data-sent="${escapeHtml(keeps.sent ?? "")}">${KEEP_TEXT.script}</script>\n` : ""}</body>
</html>
`;
}

export const searchForm = ({ language, texts }: Pick<Visit, "language" | "texts">, value = ""): string =>
  `<form class="search" role="search" action="/portal/${language}/search/"><input type="search" name="q" value="${escapeHtml(value)}" aria-label="${texts.searchLabel}" placeholder="${texts.searchLabel}" maxlength="200" required><button class="btn main">${texts.search}</button></form>`;

export const signOutForm = ({ language, texts }: Pick<Visit, "language" | "texts">, look: string): string =>
  `<form method="post" action="/portal/${language}/sign-out/"><button class="${look}">${texts.signOut}</button></form>`;

/** The page where readers who did not find an answer can ask. */
export const askUs = ({ language, texts }: Pick<Visit, "language" | "texts">): string =>
  `<div class="ask"><p>${texts.noAnswer}</p><a class="btn" href="/portal/${language}/requests/new/">${texts.askUs}</a></div>`;

/** Lets the keyboard scroll tables, which may be wider than a phone; the HTML is clean, so they have no attribute of that name. */
export const withScrolling = (html: string): string => html.replaceAll(/<table(?=[ >])/g, '<table tabindex="0"');

/** A time in the words of a language. */
export const timeText = ({ language, docket }: Pick<Visit, "language" | "docket">, at: string): string =>
  new Intl.DateTimeFormat(language === "th" ? "th-TH" : "en-GB", {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: docket.zone,
  }).format(new Date(at));

/** The date of a time in the words of a language. */
export const portalDate = ({ language, docket }: Pick<Visit, "language" | "docket">, at: string): string =>
  new Intl.DateTimeFormat(language === "th" ? "th-TH" : "en-GB", {
    dateStyle: "long",
    timeZone: docket.zone,
  }).format(new Date(at));
