import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { choice } from "./fields.ts";
import { TEAMS } from "./ticket-shapes.ts";

const tag = "Presence";
export const PRESENCE_STATES = ["viewing", "typing"] as const;
/** How often the app reports that it has a ticket open. */
export const BEAT_SECONDS = 10;
/** After this time without a report, a user is no longer shown on the ticket. */
export const GONE_SECONDS = 25;

const People = z.array(
  z.object({
    user: z.uuid(),
    name: z.string(),
    role: z.enum(TEAMS),
    state: z.enum(PRESENCE_STATES),
    since: z.iso.datetime().meta({ description: "When this state began." }),
  }),
);
const live =
  "Changes are sent to everyone who follows `/events/` within a second, as the event `presence` with `{ticket, people}` and no ID.";

export const beat = endpoint({
  method: "PUT",
  path: "/tickets/{id}/presence/",
  access: "user",
  permission: "ticket.view",
  isSmallWrite: true,
  tag,
  status: 200,
  summary: "Report that you have a ticket open",
  description: `Repeat it every ${BEAT_SECONDS} seconds; after ${GONE_SECONDS} seconds without a request you are no longer listed. Returns who else has the ticket open. ${live}`,
  body: { state: choice(PRESENCE_STATES) },
  answer: People,
  problems: [400, 401, 404],
});
export const leave = endpoint({
  method: "DELETE",
  path: "/tickets/{id}/presence/",
  access: "user",
  permission: "ticket.view",
  tag,
  status: 204,
  summary: "Report that you have closed a ticket",
  problems: [401, 404],
});
export const listPresent = endpoint({
  method: "GET",
  path: "/tickets/{id}/presence/",
  access: "user",
  permission: "ticket.view",
  tag,
  status: 200,
  summary: "See who else has a ticket open",
  description: live,
  answer: People,
  problems: [401, 404],
});
