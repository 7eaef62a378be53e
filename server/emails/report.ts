import type { Mail } from "../mailboxes/mail.ts";
import type { EmailRow } from "./email-row.ts";
import type { EmailFile } from "./files.ts";
import { type LiquidValues, SafeHtml } from "./render.ts";

/** A report at the time when its email was written. */
export interface WrittenReport {
  name: string;
  /** The days that it covers, as text. */
  period: string;
  /** Tables of figures, with escaped values. */
  html: string;
  files: { name: string; text: string }[];
}

type Context = { addresses: Pick<Mail["addresses"], "publicUrl"> };

/** The values of a report's template. */
export function reportValues({ addresses }: Context, { details }: Pick<EmailRow, "details">): LiquidValues {
  const report = details.report as WrittenReport | undefined;
  if (!report) return {};
  const { name, period, html } = report;
  const url = addresses.publicUrl ? `${addresses.publicUrl}/settings/reports` : "";
  return { report: { name, period, figures: new SafeHtml(html), url } };
}

export const reportFiles = ({ details }: Pick<EmailRow, "details">): EmailFile[] =>
  ((details.report as WrittenReport | undefined)?.files ?? []).map(({ name, text }) => ({
    name,
    content: Buffer.from(text, "utf8"),
    cid: null,
  }));
