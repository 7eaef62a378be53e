import { email, type Field } from "./fields.ts";
import { pythonType } from "./python-values.ts";

/** A list of email addresses, each once, in their order. */
export function addresses(options: { max: number; description: string; example?: string[] }): Field<string[]> {
  const { max, description, example } = options;
  const one = email();
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
      items: { type: "string", format: "email" },
      maxItems: max,
      description,
      ...(example && { examples: [example] }),
    },
    required: false,
  };
}
