// The words of a ticket's fields. Separate from the schemas, so that the web app does not load the schema library.
export const STATUSES = ["new", "assigned", "in_progress", "pending", "resolved", "closed"] as const;
export const PRIORITIES = ["low", "medium", "high", "urgent"] as const;
export const CATEGORIES = ["technical", "billing", "zone_config", "account", "feature_request", "general"] as const;
export const TEAMS = ["Sales", "Finance", "Tech", "Music", "Admin"] as const;

/** Who did something: an agent with an account, a customer, a rule, a program with a token, or Docket itself. */
export const ACTOR_KINDS = ["user", "contact", "automation", "token", "system"] as const;
/** The channel that a ticket, comment or file came from. */
export const VIAS = ["web", "api", "mail", "portal", "automation", "import"] as const;

export type ActorKind = (typeof ACTOR_KINDS)[number];
export type Via = (typeof VIAS)[number];
export type Status = (typeof STATUSES)[number];
export type Priority = (typeof PRIORITIES)[number];
export type Category = (typeof CATEGORIES)[number];
export type Team = (typeof TEAMS)[number] | "";

/** The default team of a category. Requests and general questions have none. */
export const TEAM_OF_CATEGORY: Partial<Record<Category, Team>> = {
  technical: "Tech",
  billing: "Finance",
  zone_config: "Music",
  account: "Sales",
};

/** Whether work on a ticket is over: it is resolved or closed. */
export const hasEnded = (status: unknown): boolean => status === "resolved" || status === "closed";
