import type { FieldDescription } from "../../../wire/ticket-fields.ts";
import { plainFields } from "../../tickets/plain-fields.ts";
import { DEFAULT_DIRECTIONS } from "../orderings.ts";

/** The width of a column: at least this many pixels, and its share of the rest. */
interface Width {
  least: number;
  share: number;
}

const OWN_WIDTHS = {
  ticket_number: { least: 128, share: 0 },
  subject: { least: 210, share: 6 },
  company_name: { least: 118, share: 2 },
  contact_name: { least: 102, share: 1 },
  status: { least: 102, share: 0 },
  priority: { least: 84, share: 0 },
  assigned_to_name: { least: 108, share: 1 },
  assigned_team: { least: 72, share: 0 },
  category: { least: 116, share: 0 },
  due_date: { least: 82, share: 0 },
  updated_at: { least: 104, share: 0 },
  created_at: { least: 82, share: 0 },
  resolved_at: { least: 86, share: 0 },
  first_response_at: { least: 106, share: 0 },
  tags: { least: 120, share: 2 },
  comments_count: { least: 66, share: 0 },
  attachments_count: { least: 48, share: 0 },
  last_comment: { least: 200, share: 5 },
} as const satisfies Record<string, Width>;

const KIND_WIDTHS: Record<FieldDescription["kind"], Width> = {
  choice: { least: 116, share: 0 },
  instant: { least: 92, share: 0 },
  text: { least: 120, share: 1 },
  reference: { least: 118, share: 1 },
  tags: { least: 120, share: 2 },
};
const WIDTHS: Readonly<Record<string, Width>> = {
  ...Object.fromEntries(plainFields().map(([name, { kind }]) => [name, KIND_WIDTHS[kind]])),
  ...OWN_WIDTHS,
};

/** A column with its own look, or the name of a plain field. */
export type TableColumn = keyof typeof OWN_WIDTHS;
export const COLUMNS = [...new Set([...Object.keys(OWN_WIDTHS), ...Object.keys(WIDTHS)])] as TableColumn[];
/** The column that identifies a row, so it cannot be hidden. */
export const FIXED_COLUMN: TableColumn = "subject";
export const USUAL: readonly TableColumn[] = [
  "ticket_number",
  "subject",
  "company_name",
  "contact_name",
  "status",
  "priority",
  "assigned_to_name",
  "due_date",
  "updated_at",
];

/** The valid columns among these names, each once, always with the subject. */
export function columnsOf(names: readonly string[]): TableColumn[] {
  const columns = [...new Set(names)].filter((name): name is TableColumn => name in WIDTHS);
  if (columns.length === 0) return [...USUAL];
  return columns.includes(FIXED_COLUMN) ? columns : [FIXED_COLUMN, ...columns];
}

export const isSortable = (column: TableColumn): boolean => column in DEFAULT_DIRECTIONS;

const CHOICE = 36;
const GAP = 12;
/** Free for the actions of the row under the pointer, so that they cover no value. */
const END = 96;
/** The tracks of the CSS grid for these columns. All rows have the same, so that the columns line up. */
export function tracksOf(columns: readonly TableColumn[]): { tracks: string; least: number } {
  const widths = columns.map((column): Width => WIDTHS[column]!);
  return {
    tracks: `${CHOICE}px ${widths.map(({ least, share }) => (share > 0 ? `minmax(${least}px, ${share}fr)` : `${least}px`)).join(" ")}`,
    least: CHOICE + widths.reduce((sum, { least }) => sum + least + GAP, 0) + END,
  };
}
