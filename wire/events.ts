import { z } from "zod";
import { endpoint } from "./endpoint.ts";

export const Event = z
  .object({
    id: z.int(),
    at: z.iso.datetime(),
    kind: z.string().meta({ examples: ["ticket.created"] }),
    actor: z.uuid().nullable(),
    ticket: z.uuid().nullable(),
    about: z.uuid().nullable().meta({
      description:
        "ID of the comment, attachment, company, contact, zone, user, shared view, bulk change, incoming email or paused automation that the event is about; the user, if it is about a snooze or an availability.",
    }),
    changes: z
      .record(z.string(), z.tuple([z.unknown(), z.unknown()]))
      .nullable()
      .meta({ description: "Changed fields, each with its value before and after." }),
  })
  .meta({ id: "Event" });

export const followEvents = endpoint({
  method: "GET",
  path: "/events/",
  access: "user",
  permission: "ticket.view",
  tag: "Events",
  status: 200,
  summary: "Follow events",
  description:
    "Server-sent events, in the order in which they took effect. After a lost connection, send the last ID as `Last-Event-ID` to receive everything you missed. The event `reset` means that you should reload everything: the ID is no longer known, or an import has changed too much to list. The event `presence` has no ID and says who has a ticket open when that changes: `{ticket, people}`. The event `bulk.progress` is sent to the creator of the bulk change and to Admins. The events `snooze.changed` and `snooze.ended` are sent to the user whose snooze it is and to Admins; `changes.ticket` names the ticket.",
  query: [{ name: "last_event_id", description: "Same as the header `Last-Event-ID`." }],
  headers: [{ name: "Last-Event-ID", description: "ID of the last event that you received.", example: "4711" }],
  answer: Event,
  answerType: "events",
  problems: [401],
});
