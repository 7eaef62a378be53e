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
        "The comment, attachment, company, contact, zone, user, shared view or bulk change that it is about.",
    }),
    changes: z
      .record(z.string(), z.tuple([z.unknown(), z.unknown()]))
      .nullable()
      .meta({ description: "Each changed field: before, after." }),
  })
  .meta({ id: "Event" });

export const followEvents = endpoint({
  method: "GET",
  path: "/events/",
  access: "user",
  permission: "ticket.view",
  tag: "Events",
  status: 200,
  summary: "Follow what happens",
  description:
    "Server-sent events, in the order in which they took effect. After a lost connection send the last id as `Last-Event-ID` and nothing is missed; an event `reset` means that all should be read again: the id is no longer known, or an import has brought more than can be told one by one. An event `presence`, without an id, tells who has a ticket open, as it changes: `{ticket, people}`. An event `bulk.progress` comes to the user who made the bulk change and to Admins.",
  query: [{ name: "last_event_id", description: "As the header Last-Event-ID." }],
  headers: [{ name: "Last-Event-ID", description: "The id of the last event that you have seen.", example: "4711" }],
  answer: Event,
  answerType: "events",
  problems: [401],
});
