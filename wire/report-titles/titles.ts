import type { ReportName } from "../reports.ts";
import type { en } from "./en.ts";

/** Titles in one language, with the same keys as in English. */
export type ReportTitles = {
  reports: Record<ReportName, string>;
} & { [part in "columns" | "tiles"]: Record<keyof (typeof en)[part], string> };
