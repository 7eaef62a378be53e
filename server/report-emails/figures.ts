import type { Unit } from "../../wire/reports.ts";
import { escapeHtml } from "../emails/html.ts";
import type { EmailLanguage } from "../emails/texts/texts.ts";
import type { Cell, ReportAnswer } from "../reports/reports.ts";
import { REPORT_TEXTS, type ReportTexts } from "./texts/texts.ts";

// Tables, attributes and inline styles, because that is what email programs understand.

const MAX_ROWS = 31;
/** How many figures fit beside each other on a phone. */
const MAX_FIGURES = 3;
const TEXT_UNITS = new Set<Unit>(["text", "day", "week", "weekday", "hour"]);
const CELL = "padding:4px 8px 4px 0;border-bottom:1px solid #d0d7de;font-size:13px";
const BAR = "#3b78c4";

interface Column {
  key: string;
  title: string;
  unit: Unit;
  /** The position of its cells in each row. */
  at: number;
}

interface Table {
  columns: Column[];
  rows: Cell[][];
  /** Rows below the others, in bold. */
  ends: { title: string; cells: Record<string, Cell> }[];
  /** The position of the figure that is drawn as bars; -1 if there is none. */
  barColumn: number;
}

/** A report as HTML: its title, and a table of figures with bars. */
export function reportHtml(answer: ReportAnswer, language: EmailLanguage): string {
  const texts = REPORT_TEXTS[language];
  const table = answer.report === "summary" ? summaryTable(answer, texts, language) : figuresTable(answer, texts);
  const title = `<h2 style="margin:24px 0 8px;font-size:16px">${escapeHtml(texts.reports[answer.report])}</h2>`;
  if (table.rows.length === 0) return `${title}<p>${escapeHtml(texts.nothing)}</p>`;
  const rest = table.rows.length > MAX_ROWS ? `<p>${escapeHtml(texts.allRows(table.rows.length))}</p>` : "";
  const parts = narrowParts({ ...table, rows: table.rows.slice(0, MAX_ROWS) });
  return title + parts.map((part) => tableHtml(part, texts, language)).join("<br>") + rest;
}

/** A wide table as several ones for phones, each with the names of the rows. Only the first has bars. */
function narrowParts(table: Table): Table[] {
  const { columns, ends, barColumn } = table;
  const names = columns.filter(({ unit }) => TEXT_UNITS.has(unit));
  const figures = columns.filter(({ unit }) => !TEXT_UNITS.has(unit));
  if (figures.length <= MAX_FIGURES) return [table];
  const starts = figures.flatMap((_, at) => (at % MAX_FIGURES === 0 ? [at] : []));
  return starts.map((start) => {
    const part = figures.slice(start, start + MAX_FIGURES);
    const isKnown = ({ cells }: Table["ends"][number]) => part.some(({ key }) => (cells[key] ?? null) !== null);
    return {
      ...table,
      columns: [...names, ...part],
      ends: start === 0 ? ends : ends.filter(isKnown),
      barColumn: start === 0 ? barColumn : -1,
    };
  });
}

/** A column without a translated title keeps its own. */
const titleOf = (titles: Readonly<Record<string, string>>, key: string): string | undefined => titles[key];

function summaryTable({ rows }: ReportAnswer, texts: ReportTexts, language: EmailLanguage): Table {
  const columns: Column[] = [
    { key: "figure", title: texts.figure, unit: "text", at: 0 },
    { key: "value", title: texts.value, unit: "number", at: 1 },
    { key: "before", title: texts.before, unit: "number", at: 2 },
  ];
  const tableRows = rows.map(([figure, title, unit, value, before]) => {
    const inUnit = (cell: Cell) =>
      unit === "hours" ? cellText(cell, { key: "value", unit: "hours" }, texts, language) : cell;
    return [titleOf(texts.tiles, String(figure)) ?? String(title), inUnit(value!), inUnit(before!)];
  });
  return { columns, rows: tableRows, ends: [], barColumn: -1 };
}

function figuresTable({ report, columns, rows, totals, previous }: ReportAnswer, texts: ReportTexts): Table {
  const visibleColumns = columns
    .map((column, at) => ({ ...column, title: titleOf(texts.columns, column.key) ?? column.title, at }))
    // people do not need IDs, and only charts need the number of days in a week
    .filter(({ key, unit }) => unit !== "id" && key !== "days");
  const barColumn = visibleColumns.find(({ unit }) => !TEXT_UNITS.has(unit))?.at ?? -1;
  // the busiest hours of a week, not all 168
  const tableRows =
    report === "busiest_hours" ? rows.filter((row) => row[barColumn] !== 0).toSorted(byCell(barColumn)) : rows;
  const ends = [
    ...(totals ? [{ title: texts.total, cells: totals }] : []),
    ...(previous?.totals ? [{ title: texts.before, cells: withoutNow(report, previous.totals) }] : []),
  ];
  return { columns: visibleColumns, rows: tableRows, ends, barColumn };
}

/** These count open tickets now, for which there is no earlier figure. */
const withoutNow = (report: ReportAnswer["report"], totals: Record<string, Cell>) =>
  report === "companies" || report === "workload" ? { ...totals, open: null } : totals;

const byCell = (at: number) => (a: Cell[], b: Cell[]) => Number(b[at]) - Number(a[at]);

function tableHtml({ columns, rows, ends, barColumn }: Table, texts: ReportTexts, language: EmailLanguage): string {
  const most = Math.max(...rows.map((row) => Number(row[barColumn] ?? 0)), 0);
  const head = columns.map(({ title, unit }) => th(title, TEXT_UNITS.has(unit) ? "left" : "right"));
  const cellOf = ({ key, unit }: Column, cell: Cell) => td(cellText(cell, { key, unit }, texts, language), unit);
  const lines = rows.map((row) => {
    const cells = columns.map((column) => cellOf(column, row[column.at] ?? null));
    return `<tr>${cells.join("")}${barColumn < 0 ? "" : bar(Number(row[barColumn] ?? 0), most)}</tr>`;
  });
  const last = ends.map(({ title, cells }) => {
    const of = columns.map((column, n) => (n === 0 ? td(title, "text") : cellOf(column, cells[column.key] ?? null)));
    return `<tr style="font-weight:600">${of.join("")}${barColumn < 0 ? "" : bar(0, 0)}</tr>`;
  });
  const top = `<tr>${head.join("")}${barColumn < 0 ? "" : '<td class="bar" width="30%"></td>'}</tr>`;
  return `<table class="figures" width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse">${top}${lines.join("")}${last.join("")}</table>`;
}

const th = (title: string, align: string) =>
  `<th align="${align}" style="${CELL};font-weight:600">${escapeHtml(title)}</th>`;
const td = (text: string, unit: Unit) =>
  `<td align="${TEXT_UNITS.has(unit) ? "left" : "right"}" style="${CELL}">${escapeHtml(text)}</td>`;

/** A bar as a table of one cell with a width: programs that ignore styles draw it, too. */
function bar(value: number, most: number): string {
  const percent = most > 0 && value > 0 ? Math.max(1, Math.round((value / most) * 100)) : 0;
  const barHtml =
    percent === 0
      ? ""
      : `<table role="presentation" width="${percent}%" cellpadding="0" cellspacing="0" border="0"><tr><td bgcolor="${BAR}" height="12" style="background:${BAR};height:12px;line-height:12px;font-size:1px">&nbsp;</td></tr></table>`;
  return `<td class="bar" width="30%" style="${CELL}">${barHtml}</td>`;
}

const tagOf = (language: EmailLanguage) => (language === "en" ? "en-GB" : language);

function cellText(
  cell: Cell,
  { key, unit }: Pick<Column, "key" | "unit">,
  texts: ReportTexts,
  language: EmailLanguage,
) {
  if (cell === null) return "–";
  const tag = tagOf(language);
  const day = (date: Date | number, format: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(tag, { ...format, timeZone: "UTC" }).format(date);
  const number = (format: Intl.NumberFormatOptions = {}) => new Intl.NumberFormat(tag, format).format(Number(cell));
  if (unit === "day" || unit === "week")
    return day(new Date(`${cell}T12:00:00Z`), { weekday: "short", day: "numeric", month: "short" });
  // 1 January 2024 was a Monday
  if (unit === "weekday") return day(Date.UTC(2024, 0, Number(cell)), { weekday: "long" });
  if (unit === "hour") return `${String(cell).padStart(2, "0")}:00`;
  if (unit === "hours") return texts.hours(number({ maximumFractionDigits: 1 }));
  if (unit === "percent") return `${number({ maximumFractionDigits: 1 })}\u00a0%`;
  return typeof cell === "number" ? number() : (texts.words[key]?.[cell] ?? cell);
}

/** The days of a report as text. */
export const periodText = ({ from, to }: { from: string; to: string }, language: EmailLanguage): string =>
  new Intl.DateTimeFormat(tagOf(language), { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" })
    .formatRange(new Date(from), new Date(to))
    .replaceAll(/[\u2009\u202f]/g, " ");
