import { z } from "zod";
import { REMOTE_PICTURES } from "./email-words.ts";
import { endpoint } from "./endpoint.ts";
import { MAIL_TROUBLES } from "./mail-troubles.ts";

const MailOutage = z
  .object({
    mailbox: z.uuid(),
    address: z.string().meta({ examples: ["support@docket.example"] }),
    direction: z.enum(["out", "in"]).meta({ description: "`out`: no emails are sent. `in`: none are fetched." }),
    since: z.iso.datetime(),
    trouble: z
      .enum([...MAIL_TROUBLES, "paused"])
      .nullable()
      .meta({
        description:
          "What the server's words mean; null if they are not known. `paused`: an Admin has disabled the mailbox, and emails wait in it.",
      }),
  })
  .meta({ id: "MailOutage" });

export const showEmailStatus = endpoint({
  method: "GET",
  path: "/email-status/",
  access: "user",
  permission: "ticket.view",
  tag: "Emails",
  status: 200,
  summary: "Show whether email is sent and received",
  description: "For every agent. The servers' own words are in `last_error` of a mailbox, for Admins.",
  answer: z.object({
    mail_out: z.enum(["on", "hold", "off"]).meta({ description: "The setting MAIL_OUT." }),
    has_mailbox: z.boolean().meta({ description: "Whether a mailbox that can send is enabled." }),
    remote_pictures: z
      .enum(REMOTE_PICTURES)
      .meta({ description: "Whether messages show pictures of other sites: an Admin's choice in the email settings." }),
    undecided: z.int().nullable().meta({
      description:
        "How many incoming emails are held or quarantined until an Admin decides, without those that a sender rule holds as spam; null for others.",
    }),
    outages: z.array(MailOutage).meta({ description: "The longest one first." }),
  }),
  problems: [401],
});
