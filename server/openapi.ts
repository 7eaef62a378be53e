import { z } from "zod";
import type { Endpoint, Parameter } from "../wire/endpoint.ts";
import { bodySchema } from "../wire/fields.ts";
import { API } from "./platform/front-door.ts";

const PROBLEMS: Record<number, string> = {
  400: "What is wrong, by field or as `detail`.",
  401: "No credential, or one that is not valid.",
  403: "Not allowed for your role.",
  404: "There is no such object.",
  409: "It cannot be done as things are; `detail` says why.",
  412: "The ticket has changed since you read it.",
  413: "The body or file is too large.",
  422: "The Idempotency-Key does not fit.",
  429: "Asked too often; `Retry-After` says when to come back.",
};

const json = (schema: unknown, example?: unknown) => ({
  "application/json": { schema, ...(example !== undefined && { example }) },
});

function parameter({ name, description, schema = { type: "string" }, example }: Parameter) {
  return { name, in: "query", description, schema, ...(example !== undefined && { example }) };
}

function answerOf({ answer, answerType }: Endpoint) {
  if (!answer) return undefined;
  const schema = z.toJSONSchema(answer, { io: "output", unrepresentable: "any" });
  delete schema.$schema;
  if (answerType === "csv") return { "text/csv": { schema } };
  if (answerType === "events") return { "text/event-stream": { schema } };
  if (answerType !== "page") return json(schema);
  const link = { type: ["string", "null"], format: "uri" };
  return json({
    type: "object",
    required: ["results"],
    properties: { count: { type: "integer" }, next: link, previous: link, results: { type: "array", items: schema } },
  });
}

function bodyOf(endpoint: Endpoint) {
  if (endpoint.body) {
    const schema = bodySchema(endpoint.body, endpoint.partial);
    return {
      required: true,
      content: { ...json(schema, endpoint.example?.request), "application/x-www-form-urlencoded": { schema } },
    };
  }
  if (!endpoint.consumes?.includes("multipart")) return undefined;
  const properties = {
    ...Object.fromEntries((endpoint.besideFile ?? []).map((name) => [name, { type: "string", format: "uuid" }])),
    file: { type: "string", contentMediaType: "application/octet-stream" },
  };
  return {
    required: true,
    content: { "multipart/form-data": { schema: { type: "object", required: Object.keys(properties), properties } } },
  };
}

function operation(endpoint: Endpoint) {
  const isPost = endpoint.method === "POST" && endpoint.access !== "credentials-ignored";
  const path = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: endpoint.words?.[name!]
      ? { type: "string", enum: endpoint.words[name!] }
      : { type: "string", format: "uuid" },
  }));
  const headers = isPost
    ? [
        {
          name: "Idempotency-Key",
          in: "header",
          description: "A repeat within 24 hours gets the same answer and has no further effect.",
          schema: { type: "string", maxLength: 255 },
        },
      ]
    : [];
  const problem = { type: "object", properties: { detail: { type: "string" } }, additionalProperties: true };
  const problems = [
    ...new Set([
      ...(endpoint.problems ?? []),
      ...(isPost ? [422] : []),
      ...(endpoint.access === "credentials-ignored" ? [] : [429]),
    ]),
  ].sort();
  return {
    tags: [endpoint.tag],
    summary: endpoint.summary,
    operationId:
      endpoint.method.toLowerCase() +
      endpoint.path.replaceAll(/[/{}-]+(\w?)/g, (_, letter: string) => letter.toUpperCase()),
    ...(endpoint.description && { description: endpoint.description }),
    security: endpoint.access === "user" || endpoint.access === "admin" ? [{ bearer: [] }] : [],
    parameters: [...path, ...(endpoint.query ?? []).map(parameter), ...headers],
    requestBody: bodyOf(endpoint),
    responses: {
      [endpoint.status]: { description: "Done.", ...(answerOf(endpoint) && { content: answerOf(endpoint) }) },
      ...Object.fromEntries(
        problems.map((status) => [status, { description: PROBLEMS[status] ?? "A problem.", content: json(problem) }]),
      ),
    },
  };
}

/** The OpenAPI 3.1 description of these endpoints, from what they check and answer with. */
export function openApi(endpoints: readonly Endpoint[], server: string) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const endpoint of endpoints) {
    const path = API + endpoint.path;
    paths[path] ??= {};
    paths[path][endpoint.method.toLowerCase()] = operation(endpoint);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Docket",
      version: "1",
      description:
        "The REST API of Docket, a support desk. Sign in with `POST /api/v1/auth/login/` and send the access token as `Authorization: Bearer …`.",
    },
    servers: [{ url: server }],
    components: { securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } } },
    paths,
  };
}
