import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { choice, flag, ids, instant, integer, nullable, reference } from "./fields.ts";
import { dictionary, reader, ValueFault } from "./read-values.ts";
import {
  AVAILABILITY_CAUSES,
  AVAILABILITY_STATES,
  ROUTING_MODES,
  SKIP_CAUSES,
  UNASSIGNED_CAUSES,
} from "./routing-words.ts";
import { PRIORITIES, type Priority, TEAMS } from "./ticket-words.ts";

const tag = "Assignment";
const time = z.iso.datetime();
const MAX_CAPACITY = 1000;
const MAX_WEIGHT = 100;

const weightsField = reader<Partial<Record<Priority, number>>>(
  {
    type: "object",
    description: "How much a ticket of each priority counts. Omitted priorities keep their weight.",
    properties: Object.fromEntries(
      PRIORITIES.map((priority) => [priority, { type: "integer", minimum: 1, maximum: MAX_WEIGHT, examples: [1] }]),
    ),
    additionalProperties: false,
    examples: [{ urgent: 3 }],
  },
  (value) => {
    const input = dictionary(value, PRIORITIES);
    for (const [priority, weight] of Object.entries(input))
      if (typeof weight !== "number" || !Number.isInteger(weight) || weight < 1 || weight > MAX_WEIGHT)
        throw new ValueFault(`${priority}: Send a whole number from 1 to ${MAX_WEIGHT}.`);
    return input as Partial<Record<Priority, number>>;
  },
  {},
);

export const routingFields = {
  mode: choice(ROUTING_MODES, {
    fallback: "manual",
    description:
      "`manual`: agents assign tickets themselves. `round_robin`: each agent in turn. `least_loaded`: the agent who uses the smallest part of their capacity. `skill`: the least loaded of the agents who have every skill that the ticket needs.",
  }),
  capacity: integer({
    min: 1,
    max: MAX_CAPACITY,
    fallback: 10,
    description: "The maximum for an agent at a time, in tickets weighted by priority.",
  }),
  weights: weightsField,
  counts_pending: flag({ fallback: false, description: "Whether pending tickets count too." }),
  sticky_days: integer({
    min: 0,
    max: 365,
    fallback: 0,
    description:
      "Number of days for which a contact's next ticket goes to the same agent, if that agent can take it. 0: never.",
  }),
  only_available: flag({
    fallback: true,
    description: "Whether agents get no tickets outside their working hours. Agents who are away or off never get any.",
  }),
  returns_when_away: flag({
    fallback: false,
    description: "Whether an agent's open tickets return to the team when the agent goes away.",
  }),
  calendar: nullable(reference({ description: "The working hours of the team; null: always." })),
  skill_wait_minutes: nullable(
    integer({
      min: 1,
      max: 525_600,
      description: "How long a ticket waits for its skills before any agent can get it; null: forever.",
      fallback: 60,
    }),
  ),
};

export const SkippedAgentShape = z.object({
  user: z.uuid(),
  name: z.string(),
  because: z.enum(SKIP_CAUSES).meta({
    description:
      "`hours`: outside the agent's working hours. `full`: no capacity left. `skill`: lacks a skill. `reserved`: kept for a heavier ticket that has waited longer.",
  }),
  until: time.nullable(),
});
const Availability = z.object({
  state: z.enum(AVAILABILITY_STATES),
  because: z.enum(AVAILABILITY_CAUSES).meta({
    description: "Why: `chosen` by the agent, `out_of_office`, the working `hours`, or the `default`.",
  }),
  until: time.nullable(),
});
const Agent = z.object({
  user: z.uuid(),
  name: z.string(),
  ...Availability.shape,
  load: z.int().meta({ description: "Weight of the agent's open tickets, by priority." }),
  capacity: z.int(),
  own_capacity: z.int().nullable().meta({ description: "Null: the team's." }),
  calendar: z.uuid().nullable().meta({ description: "The agent's own working hours; null: the team's." }),
  skills: z.array(z.uuid()),
  updated_at: time.meta({ description: "When the agent's capacity, working hours or skills were last changed." }),
});
const Routing = z
  .object({
    team: z.enum(TEAMS),
    mode: z.enum(ROUTING_MODES),
    capacity: z.int().meta({ examples: [10] }),
    weights: z.object(Object.fromEntries(PRIORITIES.map((priority) => [priority, z.int()]))),
    counts_pending: z.boolean(),
    sticky_days: z.int(),
    only_available: z.boolean(),
    returns_when_away: z.boolean(),
    calendar: z.uuid().nullable(),
    skill_wait_minutes: z.int().nullable(),
    waiting: z.int().meta({ description: "Tickets that wait for an agent." }),
    unassigned: z.int().meta({ description: "Open tickets of the team without an assignee that do not wait." }),
    may_change: z.boolean().meta({ description: "Whether you may change this." }),
    updated_at: time.meta({ description: "When these settings were last changed." }),
    agents: z.array(Agent),
  })
  .meta({ id: "TeamRouting" });

const ofTeam = { words: { team: TEAMS }, access: "user", permission: "routing.view", tag, isStrict: true } as const;
const change = { ...ofTeam, permission: "routing.change" } as const;
const LEADS = "For Admins and the team's leads.";
export const showRouting = endpoint({
  method: "GET",
  path: "/teams/{team}/routing/",
  ...ofTeam,
  status: 200,
  summary: "Show how a team's tickets are assigned",
  answer: Routing,
  problems: [401, 404],
});
export const updateRouting = endpoint({
  method: "PATCH",
  path: "/teams/{team}/routing/",
  ...change,
  status: 200,
  summary: "Change how a team's tickets are assigned",
  description: `${LEADS} It applies to tickets that are created or changed from now on.`,
  body: routingFields,
  partial: true,
  answer: Routing,
  problems: [400, 401, 403, 404, 412],
  example: { request: { mode: "round_robin", capacity: 8, weights: { urgent: 3 } } },
});
const WaitingTicket = z.object({
  ticket: z.uuid(),
  number: z.string(),
  subject: z.string(),
  since: time,
  text: z.string().meta({
    description: "Why no agent can take it now.",
    examples: ["Fay is away; Tom has enough"],
  }),
  skipped: z.array(SkippedAgentShape),
});
export const previewRouting = endpoint({
  method: "GET",
  path: "/teams/{team}/routing/preview/",
  ...ofTeam,
  status: 200,
  summary: "Show who would get the next ticket, and why",
  description: "Changes nothing. The response includes the first 50 waiting tickets.",
  query: [
    {
      name: "priority",
      description: "Priority of the next ticket.",
      schema: { type: "string", enum: PRIORITIES, default: "medium" },
    },
  ],
  answer: z.object({
    user: z.uuid().nullable(),
    name: z.string().nullable(),
    text: z.string().meta({ examples: ["Round robin: Tom (3 open of 10); Fay is away"] }),
    is_sticky: z.boolean().meta({ description: "Whether the agent had the contact's last ticket." }),
    load: z.int().nullable(),
    capacity: z.int().nullable(),
    skipped: z.array(SkippedAgentShape),
    waiting: z.array(WaitingTicket),
  }),
  problems: [400, 401, 404],
});
export const queueUnassigned = endpoint({
  method: "POST",
  path: "/teams/{team}/routing/queue/",
  ...change,
  status: 200,
  summary: "Assign a team's unassigned open tickets",
  description: `${LEADS} They wait for an agent like new tickets.`,
  answer: z.object({ queued: z.int() }),
  problems: [401, 403, 404, 409],
});

export const availabilityFields = {
  state: choice(AVAILABILITY_STATES, { fallback: "available" }),
  until: instant({
    fallback: null,
    isDayEnd: true,
    description: "Null: until you change it. A date alone is the end of that day.",
  }),
};
const own = { path: "/users/me/availability/", access: "user", permission: "self", tag, isStrict: true } as const;
const OwnAvailability = Availability.extend({
  team: z.enum(TEAMS),
  is_routed: z.boolean().meta({ description: "Whether Docket assigns tickets of your team." }),
  load: z.int(),
  capacity: z.int(),
}).meta({ id: "Availability" });
export const showAvailability = endpoint({
  method: "GET",
  ...own,
  status: 200,
  summary: "Show whether you get tickets now",
  description: "Your own choice comes first, then your out-of-office time, then your working hours.",
  answer: OwnAvailability,
  problems: [401],
});
export const updateAvailability = endpoint({
  method: "PATCH",
  ...own,
  status: 200,
  summary: "Change whether you get tickets now",
  description:
    "`available` without `until` leaves it to your working hours, and ends an out-of-office time; with `until`, you also get tickets outside them.",
  body: availabilityFields,
  partial: true,
  answer: OwnAvailability,
  problems: [400, 401],
  example: { request: { state: "away", until: "2027-01-04T09:00:00Z" } },
});
const MAX_SKILLS = 100;
export const agentFields = {
  ...availabilityFields,
  capacity: nullable(integer({ min: 0, max: MAX_CAPACITY, description: "Null: the team's. 0: no tickets." })),
  calendar: nullable(reference({ description: "Working hours; null: the team's." })),
  skills: ids({ max: MAX_SKILLS, description: "IDs of skills." }),
};
export const updateAgent = endpoint({
  method: "PATCH",
  path: "/users/{id}/availability/",
  access: "user",
  permission: "routing.change",
  tag,
  isStrict: true,
  status: 200,
  summary: "Change which tickets an agent gets",
  description: "For Admins and the leads of the agent's team.",
  body: agentFields,
  partial: true,
  answer: Agent,
  problems: [400, 401, 403, 404, 412],
  example: { request: { capacity: 5, state: "off" } },
});

const TicketRouting = z
  .object({
    state: z.enum(["assigned", "waiting", "none"]).meta({
      description:
        "`assigned`: Docket assigned it, and no one has changed that. `waiting`: it waits for an agent. `none`: agents assign it, because the team is manual or someone changed the assignee.",
    }),
    at: time.nullable(),
    user: z.uuid().nullable(),
    text: z.string().meta({ examples: ["Round robin: Tom (3 open of 10); Fay is away"] }),
    reason: z.record(z.string(), z.unknown()).nullable(),
    unassigned: z
      .object({ because: z.enum(UNASSIGNED_CAUSES), name: z.string().nullable(), at: time })
      .nullable()
      .meta({
        description:
          "Why an open ticket of a team with automatic assignment has no assignee and does not wait. `unassigned`: `name` unassigned it. `before`: nothing has happened to it since automatic assignment was turned on. `imported`: it was imported, which assigns nothing. `quiet`: an undo or a bulk change without notifications, which assign nothing, brought it here. `at`: when that was, or its last change.",
      }),
    may_undo: z.boolean(),
  })
  .meta({ id: "TicketRouting" });
const ofTicket = { access: "user", tag, status: 200, answer: TicketRouting } as const;
export const showTicketRouting = endpoint({
  method: "GET",
  ...ofTicket,
  path: "/tickets/{id}/routing/",
  permission: "routing.view",
  summary: "Show why a ticket is assigned as it is, or waits",
  problems: [401, 404],
});
export const undoTicketRouting = endpoint({
  method: "POST",
  ...ofTicket,
  path: "/tickets/{id}/routing/undo/",
  permission: "ticket.assign",
  summary: "Undo an automatic assignment",
  description: "Reverses the assignment. Docket does not assign the ticket again until it changes.",
  problems: [401, 404, 409],
});
