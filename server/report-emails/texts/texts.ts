import type { ReportName } from "../../../wire/reports.ts";
import type { Language } from "../../emails/texts/texts.ts";
import { en } from "./en.ts";
import { th } from "./th.ts";

/** The titles of reports in one language, as the dashboard has them. */
export interface ReportTexts {
  reports: Record<ReportName, string>;
  /** By a column's key; a column without one keeps its own title. */
  columns: Readonly<Record<string, string>>;
  /** The figures of `summary`. */
  figures: Readonly<Record<string, string>>;
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

export const REPORT_TEXTS: Record<Language, ReportTexts> = { en, th };
