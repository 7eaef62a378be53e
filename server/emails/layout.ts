import { escapeHtml } from "./html.ts";

// Tables and inline styles, because that is what email programs understand.

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,'Noto Sans Thai',Helvetica,Arial,sans-serif";
const TEXT = `${FONT};font-size:15px;line-height:1.5;color:#1f2328`;
const SMALL = `${FONT};font-size:12px;line-height:1.5;color:#6b7280`;

/** The marker by which the web app and mail intake separate a reply from our quoted text. */
export const CUT_ATTRIBUTE = "data-docket-cut";

export interface EmailPage {
  language: string;
  subject: string;
  /** HTML. */
  body: string;
  signature: string;
  /** Above everything, in a conversation: answers are written above it. */
  replyAbove: string | null;
  /** HTML of the earlier message. */
  quote: string;
  /** HTML of the foot. */
  foot: string;
  /** The desk's name and color in a head; null in a conversation between people. */
  head: { name: string; color: string; logo: string | null } | null;
}

const row = (html: string, style = "") => (html ? `<tr><td style="padding:0 0 16px;${style}">${html}</td></tr>` : "");

/** The address of the logo as a picture; programs that load none show the name beside it. */
const logoOf = ({ logo }: NonNullable<EmailPage["head"]>): string =>
  logo
    ? `<img src="${escapeHtml(logo)}" alt="" height="40" style="height:40px;vertical-align:middle;margin:0 12px 0 0;border:0">`
    : "";

/** The whole HTML document of an email. */
export function emailPage({ language, subject, body, signature, replyAbove, quote, foot, head }: EmailPage): string {
  const cutMark = replyAbove
    ? `<div ${CUT_ATTRIBUTE}="1" style="${SMALL};padding:0 0 16px">&#8212; ${escapeHtml(replyAbove)} &#8212;</div>`
    : "";
  const top = head
    ? `<div style="border-top:4px solid ${escapeHtml(head.color)};padding:16px 0;font-weight:600;${TEXT}">${logoOf(head)}${escapeHtml(head.name)}</div>`
    : "";
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light">
<title>${escapeHtml(subject)}</title>
</head>
<body style="margin:0;padding:16px;${TEXT}">
${cutMark}${top}
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:640px;${TEXT}">
${row(body)}
${row(signature)}
${row(quote ? `<blockquote style="margin:0;padding:0 0 0 12px;border-left:2px solid #d0d7de">${quote}</blockquote>` : "", `${SMALL}`)}
${row(foot, SMALL)}
</table>
</body>
</html>`;
}
