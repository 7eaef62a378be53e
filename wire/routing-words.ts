// The words of automatic assignment. Without a schema library, so that the web app can use them.

export const ROUTING_MODES = ["manual", "round_robin", "least_loaded", "skill"] as const;
export type RoutingMode = (typeof ROUTING_MODES)[number];

export const AVAILABILITY_STATES = ["available", "away", "off"] as const;
export type AvailabilityState = (typeof AVAILABILITY_STATES)[number];
/** Why an agent has this availability: by choice, because of the out-of-office time or the working hours, or by default. */
export const AVAILABILITY_CAUSES = ["chosen", "out_of_office", "hours", "default"] as const;
export type AvailabilityCause = (typeof AVAILABILITY_CAUSES)[number];

/** Why an agent does not get a ticket. `hours`: outside their hours; `reserved`: kept for a heavier ticket that waited longer. */
export const SKIP_CAUSES = ["away", "off", "hours", "full", "skill", "reserved"] as const;
export type SkipCause = (typeof SKIP_CAUSES)[number];

/** An agent whom the assignment skipped. */
export interface Skipped {
  user: string;
  name: string;
  because: SkipCause;
  until: string | null;
}

/** Why a ticket went to an agent. */
export interface RoutingReason {
  mode: Exclude<RoutingMode, "manual">;
  /** Whether the agent had the contact's last ticket. */
  is_sticky: boolean;
  user: string;
  name: string;
  /** What the agent had before, as priorities weigh, of how much at once. */
  load: number;
  capacity: number;
  /** Skills that the ticket needs and the agent has. */
  skills: string[];
  /** Skills that the ticket needs and that were given up: nobody in the team has them, or the ticket waited too long. */
  missing_skills: string[];
  skipped: Skipped[];
}

/** The name of the actor in events. */
export const ROUTING_ACTOR = "Assignment";
