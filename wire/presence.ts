import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { choice } from "./fields.ts";
import { TEAMS } from "./ticket-shapes.ts";

const tag = "Presence";
export const PRESENCE_STATES = ["viewing", "typing"] as const;
/** How often an app tells that it is still there. */
export const BEAT_SECONDS = 10;
/** When somebody who does not tell any more is gone. */
export const GONE_SECONDS = 25;

const People = z.array(
  z.object({
    user: z.uuid(),
    name: z.string(),
    role: z.enum(TEAMS),
    state: z.enum(PRESENCE_STATES),
    since: z.iso.datetime().meta({ description: "Since when they are in this state." }),
  }),
);
const live =
  "A change comes to all who follow `/events/` within a second, as event `presence` with `{ticket, people}` and without an id.";

export const beat = endpoint({
  method: "PUT",
  path: "/tickets/{id}/presence/",
  access: "user",
  permission: "ticket.view",
  isSmallWrite: true,
  tag,
  status: 200,
  summary: "Tell that you have a ticket open",
  description: `Every ${BEAT_SECONDS} seconds; after ${GONE_SECONDS} without a word you are gone. Answers who else is there. ${live}`,
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
  summary: "Tell that you have left a ticket",
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
