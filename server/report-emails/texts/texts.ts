import type { ReportTitles } from "../../../wire/report-titles/titles.ts";
import type { EmailLanguage } from "../../emails/texts/texts.ts";
import { en } from "./en.ts";
import { th } from "./th.ts";

/** The texts of scheduled reports in one language, with the titles of the dashboard. */
export interface ReportTexts extends ReportTitles {
  /** Values of a column by its key. */
  words: Readonly<Record<string, Readonly<Record<string, string>>>>;
  total: string;
  before: string;
  value: string;
  figure: string;
  nothing: string;
  allRows(n: number): string;
  hours(n: string): string;
}

export const REPORT_TEXTS: Record<EmailLanguage, ReportTexts> = { en, th };
