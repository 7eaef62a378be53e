import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { flag, instant } from "./fields.ts";

const tag = "Snoozes";
const time = z.iso.datetime();

export const Snooze = z.object({
  ticket: z.uuid(),
  until: time.nullable(),
  until_reply: z.boolean().meta({ description: "Whether the customer's next reply ends it." }),
  is_reminder: z.boolean().meta({ description: "A reminder does not hide the ticket from your views." }),
  created_at: time.nullable().meta({ description: "Null if you have not snoozed the ticket." }),
  ended_at: time.nullable().meta({
    description: "When its time came or the customer replied. The mark stays until you remove it.",
  }),
});

export const snoozeFields = {
  until: instant({
    description: "In the future. A date alone is the start of that day. Can be left out with `until_reply`.",
    example: "2026-12-01T09:00:00Z",
  }),
  until_reply: flag({ fallback: false, description: "Whether the customer's reply ends it, if that comes first." }),
  is_reminder: flag({
    fallback: false,
    description: "Whether the ticket stays in your views, and is only marked when it is due.",
  }),
};

const example = {
  ticket: "0b6f0d5e-7c1f-4f43-9d0c-6a7a4a1b2c3d",
  until: "2026-12-01T09:00:00Z",
  until_reply: true,
  is_reminder: false,
  created_at: "2026-11-26T14:20:00Z",
  ended_at: null,
};

export const showSnooze = endpoint({
  method: "GET",
  path: "/tickets/{id}/snooze/",
  access: "user",
  permission: "ticket.view",
  tag,
  status: 200,
  summary: "Show your snooze of a ticket",
  description: "Only you can see it. `created_at` is null if there is none.",
  answer: Snooze,
  problems: [401, 404],
});
export const setSnooze = endpoint({
  method: "PUT",
  path: "/tickets/{id}/snooze/",
  access: "user",
  permission: "ticket.view",
  isSmallWrite: true,
  tag,
  status: 200,
  summary: "Snooze a ticket, or be reminded of it",
  description:
    "For you alone: the ticket's status does not change. Until its end, a snoozed ticket is not in “My open” (`snoozed=false`) but in “Snoozed” (`snoozed=true`). Snoozing again replaces the previous snooze.",
  body: snoozeFields,
  answer: Snooze,
  problems: [400, 401, 404],
  example: { request: { until: example.until, until_reply: true }, response: example },
});
export const removeSnooze = endpoint({
  method: "DELETE",
  path: "/tickets/{id}/snooze/",
  access: "user",
  permission: "ticket.view",
  tag,
  status: 204,
  summary: "End your snooze of a ticket, or remove its mark",
  problems: [401, 404],
});
