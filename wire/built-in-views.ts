// Separate from the endpoints, so that the web app does not load the schema library.

/** Filters of the inbox, as its query parameters. */
export type ViewFilters = Record<string, string>;

export interface BuiltInView {
  key:
    | "my_open"
    | "unassigned"
    | "my_team"
    | "overdue"
    | "breaching"
    | "low_ratings"
    | "urgent"
    | "waiting"
    | "recently_resolved"
    | "all"
    | "trash"
    | "mentions"
    | "drafts"
    | "snoozed";
  name: string;
  filters: ViewFilters;
  ordering: string;
  /** The filters of its count, if that is not of all its tickets. */
  counted?: ViewFilters;
  /** Whether only Admins have this view. */
  isForAdmins?: boolean;
  /** Whether the view also filters by the user's own team. */
  isOfOwnTeam?: boolean;
}

/** Views that everyone has. `filtersOf` adds the team to `my_team`. */
export const BUILT_IN_VIEWS: readonly BuiltInView[] = [
  {
    key: "my_open",
    name: "My open tickets",
    filters: { assigned_to: "me", open: "true", snoozed: "false" },
    ordering: "-updated_at",
  },
  { key: "unassigned", name: "Unassigned", filters: { assigned_to: "none", open: "true" }, ordering: "-updated_at" },
  { key: "my_team", name: "My team", filters: { open: "true" }, ordering: "-updated_at", isOfOwnTeam: true },
  { key: "overdue", name: "Overdue", filters: { overdue: "true" }, ordering: "due_date" },
  { key: "urgent", name: "Urgent", filters: { priority: "urgent", open: "true" }, ordering: "-updated_at" },
  { key: "waiting", name: "Waiting", filters: { status: "pending" }, ordering: "-updated_at" },
  {
    key: "recently_resolved",
    name: "Recently resolved",
    filters: { resolved_after: "-7d" },
    ordering: "-resolved_at",
  },
  { key: "all", name: "All tickets", filters: {}, ordering: "-updated_at" },
  { key: "breaching", name: "Breaching soon", filters: { sla: "breached,due_soon" }, ordering: "sla_due_at" },
  { key: "low_ratings", name: "Low ratings", filters: { rating: "1,2" }, ordering: "-updated_at" },
  { key: "trash", name: "Trash", filters: { trash: "true" }, ordering: "-updated_at", isForAdmins: true },
  {
    key: "mentions",
    name: "Mentions",
    filters: { mentioned: "true" },
    ordering: "-updated_at",
    counted: { unread_mention: "true" },
  },
  { key: "drafts", name: "Drafts", filters: { has_draft: "true" }, ordering: "-updated_at" },
  { key: "snoozed", name: "Snoozed", filters: { snoozed: "true" }, ordering: "-updated_at" },
];

/** A built-in view's filters for a user with this role. */
export const filtersOf = ({ filters, isOfOwnTeam }: BuiltInView, role: string): ViewFilters =>
  isOfOwnTeam ? { team: role, ...filters } : { ...filters };
