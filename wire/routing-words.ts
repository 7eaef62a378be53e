// Words of automatic assignment. Separate from the endpoints, so that the web app does not load the schema library.

export const ROUTING_MODES = ["manual", "round_robin", "least_loaded", "skill"] as const;
export type RoutingMode = (typeof ROUTING_MODES)[number];

export const AVAILABILITY_STATES = ["available", "away", "off"] as const;
export type AvailabilityState = (typeof AVAILABILITY_STATES)[number];
/** Why an agent has this availability: their own choice, out-of-office time, working hours, or the default. */
export const AVAILABILITY_CAUSES = ["chosen", "out_of_office", "hours", "default"] as const;
export type AvailabilityCause = (typeof AVAILABILITY_CAUSES)[number];

/**
 * Why an agent was skipped. `hours`: it is outside their working hours. `reserved`: the agent is kept for a heavier
 * ticket that has waited longer.
 */
export const SKIP_CAUSES = ["away", "off", "hours", "full", "skill", "reserved"] as const;
export type SkipCause = (typeof SKIP_CAUSES)[number];

/** An agent whom automatic assignment skipped. */
export interface SkippedAgent {
  user: string;
  name: string;
  because: SkipCause;
  until: string | null;
}

/** Why automatic assignment chose this agent. */
export interface RoutingReason {
  mode: Exclude<RoutingMode, "manual">;
  /** Whether the agent was the assignee of the contact's last ticket. */
  is_sticky: boolean;
  user: string;
  name: string;
  /** The agent's tickets before this one, weighted by priority. `capacity` is the limit. */
  load: number;
  capacity: number;
  /** Skills that the ticket needs and the agent has. */
  skills: string[];
  /** Required skills that were ignored, because nobody in the team has them or the ticket waited too long. */
  missing_skills: string[];
  skipped: SkippedAgent[];
}

/**
 * Why a ticket has no assignee and does not wait for one. `unassigned`: someone unassigned it. `before`: nothing has
 * happened to it since automatic assignment was turned on. `imported`: it was imported. `quiet`: an undo or a bulk change
 * without notifications brought it here.
 */
export const UNASSIGNED_CAUSES = ["unassigned", "before", "imported", "quiet"] as const;

export interface Unassignment {
  because: (typeof UNASSIGNED_CAUSES)[number];
  /** Who unassigned it. */
  name: string | null;
  at: string;
}

/** The name of the actor in events. */
export const ROUTING_ACTOR = "Assignment";
