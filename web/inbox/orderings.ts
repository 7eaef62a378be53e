/** The orders of the list, each with its default direction. */
export const ORDERINGS = {
  updated_at: "-",
  created_at: "-",
  due_date: "",
  sla_due_at: "",
  priority: "-",
  status: "",
  company_name: "",
  assigned_to_name: "",
  subject: "",
  ticket_number: "-",
  resolved_at: "-",
} as const;
export type OrderingName = keyof typeof ORDERINGS;

/** The first sort key, and its direction. */
export function sortedBy(ordering: string): { by: OrderingName; isDown: boolean } {
  const [by] = ordering.replace(/^-/, "").split(",") as [OrderingName];
  return { by, isDown: ordering.startsWith("-") };
}

/** The ordering that a press on a column's heading leads to. */
export function resorted(ordering: string, name: OrderingName): string {
  const { by, isDown } = sortedBy(ordering);
  return by === name ? `${isDown ? "" : "-"}${name}` : `${ORDERINGS[name]}${name}`;
}
