import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { choice, type Field, reference, text } from "./fields.ts";
import { SENDER_ACTIONS } from "./incoming-words.ts";
import { listParameters, shapeParameters } from "./lists.ts";

const pattern = text({
  max: 254,
  example: "harbour.example",
  description: "An address, or a domain with its subdomains.",
});
export const senderRuleFields = {
  pattern: {
    ...pattern,
    read: (value, reading) => {
      const result = pattern.read(value, reading);
      if ("error" in result) return result;
      const text = patternOf(result.value);
      return text ? { value: text } : { error: "Enter an email address or a domain." };
    },
  } satisfies Field<string>,
  action: choice(SENDER_ACTIONS, {
    example: "spam",
    description:
      "`spam`: the email is held. `accept`: the email is accepted, even if nothing proves its sender or if it looks automatic. `no_auto_reply`: the sender gets no acknowledgment.",
  }),
  note: text({ max: 1000, fallback: "" }),
};

/**
 * Normalizes a pattern for comparison: lower case, the domain in ASCII. Null if it is neither an address nor a domain.
 */
function patternOf(text: string): string | null {
  const at = text.lastIndexOf("@");
  const local = text.slice(0, Math.max(at, 0)).toLowerCase();
  const url = URL.parse(`http://${text.slice(at + 1)}/`);
  const domain = url?.href === `http://${url?.hostname}/` ? url.hostname : "";
  if (!/^(?!.*\.\.)[a-z\d-]+(?:\.[a-z\d-]+)+$/.test(domain) || /^[\d.]+$/.test(domain)) return null;
  if (/[\s<>(),;:"@\\]/.test(local)) return null;
  return local ? `${local}@${domain}` : domain;
}

const SenderRule = z
  .object({
    id: z.uuid(),
    pattern: z.string().meta({ examples: ["harbour.example"] }),
    action: z.enum(SENDER_ACTIONS),
    note: z.string(),
    created_by: z.uuid().nullable(),
    created_by_name: z.string().nullable(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: "SenderRule" });

const common = { access: "admin", permission: "email.manage", tag: "Incoming email" } as const;
export const listSenderRules = endpoint({
  ...common,
  method: "GET",
  path: "/sender-rules/",
  status: 200,
  summary: "List the rules for senders",
  description:
    "Newest first. A rule for an address takes precedence over one for its domain, and a subdomain's over its parent's.",
  query: [
    { name: "search", description: "A part of the address or domain." },
    ...listParameters(["created_at", "pattern", "action"]),
  ],
  answer: SenderRule,
  answerType: "page",
  problems: [401, 403, 404],
});
export const createSenderRule = endpoint({
  ...common,
  method: "POST",
  path: "/sender-rules/",
  status: 201,
  summary: "Create a rule for a sender",
  body: senderRuleFields,
  answer: SenderRule,
  problems: [400, 401, 403],
});
export const showSenderRule = endpoint({
  ...common,
  method: "GET",
  path: "/sender-rules/{id}/",
  status: 200,
  summary: "Show a rule for a sender",
  query: shapeParameters,
  answer: SenderRule,
  problems: [401, 403, 404],
});
export const updateSenderRule = endpoint({
  ...common,
  method: "PATCH",
  path: "/sender-rules/{id}/",
  status: 200,
  summary: "Update a rule for a sender",
  body: senderRuleFields,
  partial: true,
  answer: SenderRule,
  problems: [400, 401, 403, 404, 412],
});
export const replaceSenderRule = endpoint({
  ...common,
  method: "PUT",
  path: "/sender-rules/{id}/",
  status: 200,
  summary: "Replace a rule for a sender",
  body: senderRuleFields,
  answer: SenderRule,
  problems: [400, 401, 403, 404, 412],
});
export const deleteSenderRule = endpoint({
  ...common,
  method: "DELETE",
  path: "/sender-rules/{id}/",
  status: 204,
  summary: "Delete a rule for a sender",
  problems: [401, 403, 404],
});

const ticket = { access: "user", permission: "ticket.delete", tag: "Incoming email" } as const;
const sender = z.object({
  address: z.string().meta({ examples: ["offers@reef.example"] }),
  domain: z.string().meta({ examples: ["reef.example"] }),
  can_block_domain: z.boolean().meta({
    description:
      "Whether you may block its whole domain: only Admins may, and never for a domain of public mailboxes or of the desk.",
  }),
});
export const showSender = endpoint({
  ...ticket,
  method: "GET",
  path: "/tickets/{id}/sender/",
  status: 200,
  summary: "Show who sent the email that opened a ticket",
  answer: z.object({ sender: sender.nullable().meta({ description: "Null if no email opened it." }) }),
  problems: [401, 403, 404],
});
export const markAsSpam = endpoint({
  ...ticket,
  method: "POST",
  path: "/tickets/{id}/spam/",
  status: 200,
  summary: "Mark a ticket as spam",
  description:
    "Moves a ticket that an email opened to the trash. With `block`, it also adds a rule: later emails from that sender, or from its whole domain, are held.",
  body: {
    block: choice(["nothing", "sender", "domain"], { fallback: "nothing" }),
  },
  answer: z.object({ rule: z.uuid().nullable().meta({ description: "The rule that was added, for `/not_spam/`." }) }),
  problems: [400, 401, 403, 404, 409],
  example: { request: { block: "sender" } },
});
export const unmarkSpam = endpoint({
  ...ticket,
  method: "POST",
  path: "/tickets/{id}/not_spam/",
  status: 200,
  summary: "Undo marking a ticket as spam",
  description: "Restores the ticket, and deletes the rule that was added when it was marked.",
  body: { rule: reference({ nullable: true }) },
  answer: z.object({ restored: z.boolean() }),
  problems: [400, 401, 403, 404],
  example: { request: { rule: null }, response: { restored: true } },
});
