import { mapFields } from "../../wire/ticket-fields.ts";

// in the order of the menu; fields that are not named here come last
const { due_date, priority, status, subject, ...others } = mapFields(
  ({ ordering = "" }) => ordering,
  ({ ordering }) => ordering !== undefined,
);
/** The orders of the list, each with its default direction. */
export const DEFAULT_DIRECTIONS: Readonly<Record<string, "" | "-">> = {
  updated_at: "-",
  created_at: "-",
  due_date,
  sla_due_at: "",
  priority,
  status,
  company_name: "",
  assigned_to_name: "",
  subject,
  ticket_number: "-",
  resolved_at: "-",
  ...others,
};

/** The first field of the order, and its direction. */
export function sortedBy(ordering: string): { by: string; isDown: boolean } {
  const [by] = ordering.replace(/^-/, "").split(",") as [string];
  return { by, isDown: ordering.startsWith("-") };
}

/** The order after a press on a column's heading. */
export function orderingAfterPress(ordering: string, name: string): string {
  const { by, isDown } = sortedBy(ordering);
  return by === name ? `${isDown ? "" : "-"}${name}` : `${DEFAULT_DIRECTIONS[name]}${name}`;
}
