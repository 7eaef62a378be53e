import type { Endpoint } from "../../wire/endpoint.ts";
import type { Schema } from "./schemas.ts";

/** The format of each refusal, by its name among the components. */
export const REFUSAL_SCHEMAS: Record<string, Schema> = {
  Detail: {
    type: "object",
    required: ["detail"],
    properties: {
      detail: { type: "string" },
      code: { type: "string", description: "Set for some errors about tokens." },
    },
    examples: [{ detail: "Not found." }],
  },
  FieldErrors: {
    type: "object",
    description: "Errors by field. `non_field_errors` holds errors about the body as a whole.",
    additionalProperties: { type: "array", items: { type: "string" } },
    examples: [{ subject: ["This field is required."], company: ["“abc” is not a valid UUID."] }],
  },
  NestedFieldErrors: {
    type: "object",
    description: "Errors of a field whose value is an object, by its fields.",
    additionalProperties: { type: "object", additionalProperties: { type: "array", items: { type: "string" } } },
    examples: [{ changes: { status: ['"bogus" is not a valid choice.'] } }],
  },
  Failure: {
    type: "object",
    description: "`error` and `detail` hold the same message. `error` is there for clients of the Django backend.",
    required: ["error", "detail"],
    properties: { error: { type: "string" }, detail: { type: "string" } },
    examples: [{ error: "text is required", detail: "text is required" }],
  },
  Reasons: {
    type: "array",
    items: { type: "string" },
    examples: [["Null characters are not allowed."]],
  },
  Stale: {
    type: "object",
    required: ["detail", "version"],
    properties: {
      detail: { type: "string" },
      version: { type: ["integer", "string"], description: "The current version." },
    },
    examples: [{ detail: "The ticket has changed since you read it.", version: 4 }],
  },
};

const DESCRIPTIONS: Record<number, string> = {
  307: "The ticket was merged into another. `Location` leads there.",
  400: "The request is invalid.",
  401: "The access token is missing or not valid.",
  403: "You do not have permission to do this.",
  404: "The object does not exist, or you cannot see it.",
  406: "The response cannot be given in any type named in `Accept`.",
  409: "The request conflicts with the current state. `detail` says why.",
  412: "The object has changed since you read it. Read it again before changing it.",
  413: "The request body or the file is too large.",
  415: "The `Content-Type` is not supported.",
  416: "The requested range is outside the file.",
  422: "The `Idempotency-Key` is malformed or was used for another request.",
  429: "Too many requests. Try again after the number of seconds in `Retry-After`.",
  503: "The database or the file store is not available. Try again after `Retry-After`.",
};

const EXAMPLE_DETAILS: Record<number, string> = {
  307: "This ticket was merged into T-20261120-0001.",
  400: "The request has more than one Host header.",
  401: "Authentication credentials were not provided.",
  403: "You do not have permission to perform this action.",
  404: "Not found.",
  406: "Could not satisfy the request Accept header.",
  409: "A request with this Idempotency-Key is still running.",
  412: "The comment has changed since you read it.",
  413: "The request body is too large: at most 32 MB.",
  415: 'Unsupported media type "text/plain" in request.',
  422: "This Idempotency-Key was already used for a different request.",
  429: "Request was throttled. Expected available in 17 seconds.",
  503: "The database is not available. Please try again.",
};

export const takesKey = ({ method, access }: Endpoint): boolean =>
  method !== "GET" && (access === "user" || access === "admin");

/** Every error that an endpoint can return: its own, and those of its access, path and body. */
export function refusalsOf(endpoint: Endpoint): number[] {
  const { access, body, consumes, method, path, problems = [], query = [] } = endpoint;
  const isProtected = access === "user" || access === "admin";
  const hasBody = Boolean(body || consumes);
  const statuses = [
    ...problems,
    ...(hasBody || query.length > 0 || takesKey(endpoint) ? [400] : []),
    ...(isProtected ? [401] : []),
    ...(access === "admin" ? [403] : []),
    ...(path.includes("{") || method === "GET" ? [404] : []),
    ...(hasBody || takesKey(endpoint) ? [413] : []),
    ...(hasBody ? [415] : []),
    ...(takesKey(endpoint) ? [409, 422] : []),
    ...[406, 429, 503],
  ];
  return [...new Set(statuses)].sort();
}

/** The refusals of an endpoint as responses; those that many share are named among `responses`. */
export function refusals(endpoint: Endpoint, responses: Record<string, Schema>): Record<string, Schema> {
  return Object.fromEntries(
    refusalsOf(endpoint).map((status) => {
      const names = shapesOf(endpoint, status);
      const name = `${status}${names.join("Or")}`;
      responses[name] ??= response(status, names);
      return [String(status), { $ref: `#/components/responses/${name}` }];
    }),
  );
}

function shapesOf({ failures = [], body, consumes, nestedField, query = [], tag }: Endpoint, status: number): string[] {
  const failure = failures.includes(status) ? ["Failure"] : [];
  if (status === 412) return [tag === "Comments" ? "Detail" : "Stale"];
  if (status !== 400) return [...failure, "Detail"];
  const reasons = query.some(({ name }) => name === "search") ? ["Reasons"] : [];
  return [
    ...failure,
    ...(body || consumes || query.length > 0 ? ["FieldErrors"] : []),
    ...(nestedField ? ["NestedFieldErrors"] : []),
    ...reasons,
    "Detail",
  ];
}

function response(status: number, names: string[]): Schema {
  const refs = names.map((name) => ({ $ref: `#/components/schemas/${name}` }));
  const example = exampleOf(status, names[0]!);
  const headers = HEADERS[status];
  return {
    description: DESCRIPTIONS[status] ?? "The request was refused.",
    ...(headers && { headers }),
    content: { "application/json": { schema: refs.length === 1 ? refs[0] : { anyOf: refs }, example } },
  };
}

function exampleOf(status: number, name: string): unknown {
  const detail = EXAMPLE_DETAILS[status];
  if (detail && name === "Detail") return { detail };
  if (detail && name === "Failure" && status !== 400) return { error: detail, detail };
  return (REFUSAL_SCHEMAS[name]!.examples as unknown[])[0];
}

const text = { type: "string" };
const HEADERS: Record<number, Schema> = {
  401: { "WWW-Authenticate": { schema: text, example: 'Bearer realm="api"' } },
  409: { "Retry-After": { schema: { type: "integer" }, example: 1 } },
  412: { ETag: { description: "The current version.", schema: text, example: '"4"' } },
  429: { "Retry-After": { schema: { type: "integer" }, example: 17 } },
  503: { "Retry-After": { schema: { type: "integer" }, example: 1 } },
};
