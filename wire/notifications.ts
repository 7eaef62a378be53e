import { z } from "zod";
import { NOTIFICATION_KINDS } from "./email-words.ts";
import { endpoint } from "./endpoint.ts";
import { choice, instant, integer } from "./fields.ts";

export const NOTIFY = ["now", "digest", "never"] as const;
export type Notify = (typeof NOTIFY)[number];
export const DIGEST_MINUTES = [15, 60, 240, 1440] as const;

/** What users get until they choose. */
export const DEFAULT_CHOICES = {
  undelivered: "now",
  mention: "now",
  assigned: "now",
  response: "now",
  low_rating: "now",
  followed: "now",
  sla_breached: "now",
  sla_due_soon: "now",
  overdue: "now",
  due_soon: "digest",
  team: "never",
} as const;

const when = (fallback: Notify, description: string) => choice(NOTIFY, { fallback, description });
const minutes = integer({
  min: 15,
  max: 1440,
  fallback: 1440,
  description: "How often a digest is sent: 15, 60, 240 or 1440.",
});
export const notificationFields = {
  undelivered: when("now", "A reply that you wrote, or in a ticket that is assigned to you, did not arrive."),
  mention: when("now", "Someone mentioned you in a reply or an internal note."),
  assigned: when("now", "Someone assigned a ticket to you."),
  response: when("now", "Someone replied in a ticket that is assigned to you."),
  low_rating: when("now", "A customer gave a low rating to a ticket of a team that you lead."),
  followed: when("now", "Someone replied or added a note in a ticket that you follow."),
  sla_breached: when("now", "A ticket missed its SLA target, and the policy notifies you."),
  sla_due_soon: when("now", "A ticket is near its SLA target, and the policy notifies you."),
  overdue: when("now", "A ticket that is assigned to you is overdue."),
  due_soon: when("digest", "A ticket that is assigned to you is due within 24 hours."),
  team: when("never", "A ticket is new in your team."),
  digest_minutes: {
    ...minutes,
    read: ((value, reading) => {
      const result = minutes.read(value, reading);
      const isOffered = "value" in result && (DIGEST_MINUTES as readonly number[]).includes(result.value);
      return "error" in result || isOffered ? result : { error: `"${result.value}" is not a valid choice.` };
    }) satisfies typeof minutes.read,
  },
  away_until: instant({
    isDayEnd: true,
    description: "Out of office until then: everything waits for one digest. A date alone is the end of that day.",
  }),
};
const words = z.enum(NOTIFY);
const Notifications = z.object({
  undelivered: words,
  mention: words,
  assigned: words,
  response: words,
  low_rating: words,
  followed: words,
  sla_breached: words,
  sla_due_soon: words,
  overdue: words,
  due_soon: words,
  team: words,
  digest_minutes: z.int().meta({ examples: [1440] }),
  away_until: z.iso.datetime().nullable(),
});
const tag = "Emails";
export const showNotifications = endpoint({
  method: "GET",
  path: "/users/me/notifications/",
  access: "user",
  permission: "self",
  tag,
  status: 200,
  summary: "Show which notifications you get by email",
  answer: Notifications,
  problems: [401],
});
export const updateNotifications = endpoint({
  method: "PATCH",
  path: "/users/me/notifications/",
  access: "user",
  permission: "self",
  tag,
  status: 200,
  summary: "Choose which notifications you get by email",
  description: "`now`, in a `digest`, or `never`. Your own actions never notify you.",
  body: notificationFields,
  partial: true,
  answer: Notifications,
  problems: [400, 401],
  example: { request: { assigned: "digest", digest_minutes: 60 } },
});
const counts = z.record(z.enum(NOTIFICATION_KINDS), z.int());
export const previewNotifications = endpoint({
  method: "GET",
  path: "/users/me/notifications/preview/",
  access: "user",
  permission: "self",
  tag,
  status: 200,
  summary: "Preview how many emails your choices cause",
  description: "Based on the events of the last 24 hours and on the current assignees.",
  answer: z.object({
    emails: z.int().meta({ description: "How many you would have received, including digests." }),
    digests: z.int(),
    kinds: counts.meta({ description: "Number of events by kind, regardless of your choices." }),
  }),
  problems: [401],
  example: {
    response: {
      emails: 14,
      digests: 1,
      kinds: {
        undelivered: 0,
        mention: 2,
        assigned: 5,
        response: 6,
        low_rating: 0,
        overdue: 0,
        due_soon: 3,
        team: 0,
        sla_breached: 0,
        sla_due_soon: 0,
      },
    },
  },
});
