import { z } from "zod";
import { choice, email, type Field, notADictionary, text } from "./fields.ts";
import { pythonType } from "./python-values.ts";
import { RECIPIENT_ROLES } from "./recipient-words.ts";

/** The maximum number of recipients of one reply. */
export const MAX_RECIPIENTS = 50;
export const ReplyRecipient = z.object({ address: z.string(), role: z.enum(RECIPIENT_ROLES) });
export type ReplyRecipient = z.infer<typeof ReplyRecipient>;

interface AddressOptions {
  max: number;
  description: string;
  example?: string[];
  /** Whether an address may be incomplete. A draft's addresses are checked when it is sent. */
  isDraft?: boolean;
}

/** A list of email addresses. Keeps their order and drops repeated ones. */
export function addresses(options: AddressOptions): Field<string[]> {
  const { max, description, example, isDraft = false } = options;
  const one = isDraft ? text({ max: 254 }) : email();
  return {
    read: (value, reading) => {
      if (!Array.isArray(value)) return { error: `Expected a list of items but got type "${pythonType(value)}".` };
      if (value.length > max) return { error: `Ensure this field has no more than ${max} elements.` };
      const unique = new Map<string, string>();
      for (const each of value) {
        const result = one.read(each, reading);
        if ("error" in result) return result;
        const key = result.value.toLowerCase();
        if (!unique.has(key)) unique.set(key, result.value);
      }
      return { value: [...unique.values()] };
    },
    schema: {
      type: "array",
      items: isDraft ? { type: "string", maxLength: 254 } : { type: "string", format: "email" },
      maxItems: max,
      description,
      ...(example && { examples: [example] }),
    },
    required: false,
  };
}

/** The recipients of a draft as they were read: each with its role. */
export function recipientList(description: string): Field<ReplyRecipient[]> {
  const [address, role] = [text({ max: 254 }), choice(RECIPIENT_ROLES)];
  const max = MAX_RECIPIENTS * RECIPIENT_ROLES.length;
  return {
    read: (value, reading) => {
      if (!Array.isArray(value)) return { error: `Expected a list of items but got type "${pythonType(value)}".` };
      if (value.length > max) return { error: `Ensure this field has no more than ${max} elements.` };
      const recipients: ReplyRecipient[] = [];
      for (const each of value) {
        const fault = notADictionary(each);
        if (fault) return { error: fault };
        const [to, as] = [address.read(each.address ?? null, reading), role.read(each.role ?? null, reading)];
        if ("error" in to) return { error: `address: ${to.error}` };
        if ("error" in as) return { error: `role: ${as.error}` };
        recipients.push({ address: to.value, role: as.value });
      }
      return { value: recipients };
    },
    schema: {
      type: "array",
      items: {
        type: "object",
        properties: { address: { type: "string", maxLength: 254 }, role: { type: "string", enum: RECIPIENT_ROLES } },
        required: ["address", "role"],
      },
      maxItems: max,
      description,
    },
    required: false,
  };
}
