import type { Row } from "write-excel-file/node";
import { linesOf } from "./csv.ts";
import type { Cell, ReportAnswer } from "./reports.ts";

export const XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const MAX_NAME = 31;
const MIN_WIDTH = 10;
const MAX_WIDTH = 50;

/** A report as a workbook for spreadsheets. Texts are text cells, so none runs as a formula. */
export async function xlsxOf(answer: ReportAnswer): Promise<Buffer> {
  // loaded with the first workbook, because most servers never write one
  const { default: writeXlsxFile } = await import("write-excel-file/node");
  const [titles, ...lines] = linesOf(answer);
  const isDay = answer.columns.map(({ unit }) => unit === "day");
  const header: Row = titles!.map((title) => ({ type: String, value: textOf(String(title)), fontWeight: "bold" }));
  const rows = lines.map((line): Row => line.map((cell, at) => cellOf(cell, isDay[at] ?? false)));
  const columns = titles!.map((title, at) => ({
    width: Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, ...[title, ...lines.map((line) => line[at])].map(lengthOf))),
  }));
  const sheet = answer.report.slice(0, MAX_NAME);
  return writeXlsxFile([header, ...rows], { columns, sheet, stickyRowsCount: 1 }).toBuffer();
}

const lengthOf = (cell: Cell | undefined): number => String(cell ?? "").length + 2;

function cellOf(cell: Cell, isDay: boolean): Row[number] {
  if (cell === null) return null;
  if (typeof cell === "number") return { type: Number, value: cell };
  if (isDay) return { type: Date, value: new Date(`${cell}T00:00:00Z`), format: "yyyy-mm-dd" };
  return { type: String, value: textOf(cell) };
}

/** A text as the library and Excel read it back. */
function textOf(text: string): string {
  // Excel takes _x0041_ as a character's number, unless its first sign is written that way itself
  const cellText = text.replaceAll(/_(?=x[\da-f]{4}_)/gi, "_x005F_");
  // the library finds texts by the properties of an object, and leaves control characters out of the file
  return cellText in {} ? `\u0001${cellText}` : cellText;
}
