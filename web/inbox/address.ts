/** What the address of the inbox says, as it stands there: the view, and each filter by the name that the server knows. */
export interface InboxSearch {
  view?: string;
  status?: string;
  priority?: string;
  category?: string;
  team?: string;
  company?: string;
  contact?: string;
  zone?: string;
  created_by?: string;
  assigned_to?: string;
  tags?: string;
  created_after?: string;
  created_before?: string;
  updated_after?: string;
  updated_before?: string;
  due_after?: string;
  due_before?: string;
  resolved_after?: string;
  resolved_before?: string;
  open?: string;
  overdue?: string;
  unread?: string;
  has_files?: string;
  trash?: string;
  q?: string;
  ordering?: string;
}

const WHENS = ["created", "updated", "due", "resolved"].flatMap((when) => [`${when}_after`, `${when}_before`]);
/** The filters of the inbox; one that stands empty in the address lifts what the view has there. */
export const FILTERS = [
  ...["status", "priority", "category", "team", "company", "contact", "zone", "created_by", "assigned_to", "tags"],
  ...WHENS,
  ...["open", "overdue", "unread", "has_files", "trash", "q"],
] as (keyof InboxSearch)[];

const KNOWN = ["view", ...FILTERS, "ordering"] as const;

/** Keeps of an address what the inbox knows. */
export function readAddress(search: Record<string, unknown>): InboxSearch {
  return Object.fromEntries(
    KNOWN.filter((name) => typeof search[name] === "string").map((name) => [name, search[name]]),
  );
}
