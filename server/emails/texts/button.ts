const STYLE =
  "display:inline-block;padding:10px 20px;border-radius:8px;background:#0b6272;color:#ffffff;font-weight:600;text-decoration:none";

/** A link that looks like a button, for the one thing that an email asks its reader to do. */
export const buttonHtml = (link: string, label: string): string =>
  `<p><a href="${link}" style="${STYLE}">${label}</a></p>`;
