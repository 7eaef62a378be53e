import type {
  AvailabilityCause,
  AvailabilityState,
  RoutingMode,
  RoutingReason,
  SkippedAgent,
} from "../../wire/routing-words.ts";

// Only the decision, without a database: who gets which ticket, and why.

export interface Availability {
  state: AvailabilityState;
  because: AvailabilityCause;
  until: string | null;
}

export interface Agent extends Availability {
  id: string;
  name: string;
  /** The agent's tickets, weighted by priority. */
  load: number;
  capacity: number;
  skills: readonly string[];
  /** When the agent last got a ticket; null if never. */
  turn: number | null;
}

export interface Waiting {
  ticket: string;
  weight: number;
  /** The skills that it needs. */
  skills: readonly string[];
  /** The agent who had the contact's last ticket. */
  sticky: string | null;
  waitedSeconds: number;
}

export interface Rules {
  mode: RoutingMode;
  onlyAvailable: boolean;
  skillWaitSeconds: number | null;
  /** Names of skills by ID. */
  skillNames: Readonly<Record<string, string>>;
}

export interface Placement {
  ticket: string;
  agent: Agent;
  reason: RoutingReason;
}

export interface Plan {
  placed: Placement[];
  /** Tickets that no agent can take now, and why not, for each agent. */
  left: { ticket: string; skips: SkippedAgent[] }[];
}

const MAX_SKIPPED = 20;

/** Whether an agent could take at least the lightest ticket now. */
export const hasRoom = (agent: Agent, { onlyAvailable }: Rules): boolean =>
  absence(agent, onlyAvailable) === null && agent.load < agent.capacity;

function absence({ state, because }: Agent, onlyAvailable: boolean): SkippedAgent["because"] | null {
  if (state === "available") return null;
  if (because === "hours") return onlyAvailable ? "hours" : null;
  return state;
}

/**
 * Assigns tickets to agents in this order. A ticket that is too heavy for the free capacity of its agents reserves them, so
 * that lighter tickets behind it do not make it wait forever.
 */
export function plan(rules: Rules, team: readonly Agent[], tickets: readonly Waiting[]): Plan {
  const agents = team.map((agent) => ({ ...agent }));
  let turn = Math.max(0, ...agents.map((each) => each.turn ?? 0));
  const reservedAgents = new Set<string>();
  const result: Plan = { placed: [], left: [] };
  for (const ticket of tickets) {
    const { agent, reason, skips } = choose(rules, agents, ticket, reservedAgents);
    if (!agent) {
      result.left.push({ ticket: ticket.ticket, skips });
      for (const each of skips) if (each.because === "full") reservedAgents.add(each.user);
      continue;
    }
    result.placed.push({ ticket: ticket.ticket, agent: { ...agent }, reason: reason! });
    turn += 1;
    Object.assign(agent, { load: agent.load + ticket.weight, turn });
  }
  return result;
}

interface Choice {
  agent: Agent | null;
  reason: RoutingReason | null;
  skips: SkippedAgent[];
}

function choose(rules: Rules, agents: Agent[], ticket: Waiting, reservedAgents: ReadonlySet<string>): Choice {
  const { needed, missing } = skillsOf(rules, agents, ticket);
  const skips: SkippedAgent[] = [];
  const able = agents.filter((agent) => {
    const because = whyNot(rules, agent, ticket, needed, reservedAgents);
    if (because === null) return true;
    const until = because === "away" || because === "off" || because === "hours" ? agent.until : null;
    skips.push({ user: agent.id, name: agent.name, because, until });
    return false;
  });
  const sticky = able.find(({ id }) => id === ticket.sticky);
  const agent = sticky ?? able.sort(byTurnOf(rules.mode))[0] ?? null;
  if (!agent) return { agent, reason: null, skips };
  const names = (skills: readonly string[]) => skills.map((skill) => rules.skillNames[skill] ?? skill);
  const reason: RoutingReason = {
    mode: rules.mode as RoutingReason["mode"],
    is_sticky: sticky !== undefined,
    user: agent.id,
    name: agent.name,
    load: agent.load,
    capacity: agent.capacity,
    skills: names(needed),
    missing_skills: names(missing),
    skipped: skips.slice(0, MAX_SKIPPED),
  };
  return { agent, reason, skips };
}

function whyNot(
  { onlyAvailable }: Rules,
  agent: Agent,
  { weight }: Waiting,
  neededSkills: readonly string[],
  reservedAgents: ReadonlySet<string>,
): SkippedAgent["because"] | null {
  const absent = absence(agent, onlyAvailable);
  if (absent) return absent;
  if (neededSkills.some((skill) => !agent.skills.includes(skill))) return "skill";
  // a ticket heavier than an agent's whole capacity takes all of it
  const isFull = agent.capacity <= 0 || agent.load + Math.min(weight, agent.capacity) > agent.capacity;
  if (isFull) return "full";
  return reservedAgents.has(agent.id) ? "reserved" : null;
}

/** The skills that are still required, and those dropped so that the ticket does not wait forever. */
function skillsOf({ mode, skillWaitSeconds }: Rules, agents: readonly Agent[], { skills, waitedSeconds }: Waiting) {
  if (mode !== "skill") return { needed: [], missing: [] };
  if (skillWaitSeconds !== null && waitedSeconds >= skillWaitSeconds) return { needed: [], missing: skills };
  const isHeld = (skill: string) => agents.some((agent) => agent.skills.includes(skill));
  return { needed: skills.filter(isHeld), missing: skills.filter((skill) => !isHeld(skill)) };
}

/**
 * The order of agents: in round robin by how long they have waited for a ticket, otherwise by the share of their capacity that
 * is in use.
 */
function byTurnOf(mode: RoutingMode): (a: Agent, b: Agent) => number {
  const byTurn = (a: Agent, b: Agent) => (a.turn ?? 0) - (b.turn ?? 0) || (a.id < b.id ? -1 : 1);
  if (mode === "round_robin") return byTurn;
  return (a, b) => a.load / a.capacity - b.load / b.capacity || byTurn(a, b);
}
