import { z } from "zod";
import { EARLIER_STATES, EMAIL_REASONS, EMAIL_STATES } from "./email-words.ts";

export const WaitsFor = z.enum(EARLIER_STATES).nullable().meta({
  description:
    "State of the earlier email about the ticket to the same address that is sent first; null if there is none.",
});

/** State of the email that carries a reply to one recipient. */
export const Delivery = z
  .object({
    id: z.uuid().meta({ description: "ID of the email." }),
    address: z.string().meta({ examples: ["ploy@harbour.example"] }),
    name: z.string(),
    role: z.enum(["to", "cc", "bcc"]),
    state: z.enum(EMAIL_STATES),
    reason: z.enum(EMAIL_REASONS).nullable(),
    waits_for: WaitsFor,
    last_reply: z.string().nullable().meta({ description: "What the mail server said last." }),
  })
  .meta({ id: "Delivery" });
