import { z } from "zod";
import type { Endpoint } from "../../wire/endpoint.ts";
import { bodySchema, type Fields } from "../../wire/fields.ts";

export type Schema = Record<string, unknown>;

/** The schemas of a document. Each named schema is listed once, in its components. */
export interface Schemas {
  components: Record<string, Schema>;
  /** Examples of the named schemas that responses use. */
  examples: Record<string, { value: unknown }>;
  /** The schema of an endpoint's response; undefined if it has none. */
  answer(endpoint: Endpoint): Schema | undefined;
  /** The schema of an endpoint's body; undefined if it takes no fields. */
  body(endpoint: Endpoint): Schema | undefined;
}

const LINK = { type: ["string", "null"], format: "uri", examples: [null] };
const refTo = (name: string) => ({ $ref: `#/components/schemas/${name}` });

export function openSchemas(endpoints: readonly Endpoint[]): Schemas {
  const components: Record<string, Schema> = {};
  const bodies = bodyNames(endpoints);
  return {
    components,
    examples: {},
    answer({ answer, answerType }) {
      if (!answer) return undefined;
      const schema = schemaOf(answer, components);
      if (answerType !== "page") return schema;
      const properties = {
        count: { type: "integer", description: "Missing when paging by `cursor`." },
        next: LINK,
        previous: LINK,
        results: { type: "array", items: schema },
      };
      return { type: "object", required: ["next", "previous", "results"], properties, additionalProperties: false };
    },
    body({ body, partial = false, isStrict = false }) {
      if (!body) return undefined;
      const schema = { ...bodySchema(body, partial), ...(isStrict && { additionalProperties: false }) };
      const name = bodies.get(body);
      if (!name) return schema;
      const whole = `${name}${partial ? "Change" : "Fields"}`;
      components[whole] ??= schema;
      return refTo(whole);
    },
  };
}

/** Names the bodies of several endpoints after what the endpoints return. */
function bodyNames(endpoints: readonly Endpoint[]): Map<Fields, string> {
  const names = new Map<Fields, string>();
  const taking = Map.groupBy(
    endpoints.filter(({ body }) => body),
    ({ body }) => body!,
  );
  for (const [body, group] of taking) {
    const id = group[0]!.answer?.meta()?.id;
    if (group.length > 1 && id && ![...names.values()].includes(id)) names.set(body, id);
  }
  return names;
}

/** A schema of the API as JSON Schema. Named schemas in it are added to the components and referred to. */
function schemaOf(answer: z.ZodType, components: Record<string, Schema>): Schema {
  // wrapped in an array, so that a named schema is referred to like a nested one
  const whole = z.toJSONSchema(z.array(answer), {
    io: "output",
    unrepresentable: "any",
    override: ({ jsonSchema }) => {
      // the format implies the pattern
      if (jsonSchema.format) delete jsonSchema.pattern;
    },
  });
  for (const [name, schema] of Object.entries(whole.$defs ?? {})) components[name] ??= referring(schema as Schema);
  return referring(whole.items as Schema);
}

const referring = (schema: Schema): Schema => {
  const { id: _, ...rest } = JSON.parse(JSON.stringify(schema).replaceAll("#/$defs/", "#/components/schemas/"));
  return rest;
};
