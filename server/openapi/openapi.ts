import { API, type Endpoint, type Parameter } from "../../wire/endpoint.ts";
import { TAGS } from "../../wire/tags.ts";
import { exampleOf, requestExampleOf } from "./examples.ts";
import { REFUSAL_SCHEMAS, refusals, takesKey } from "./refusals.ts";
import { openSchemas, type Schema, type Schemas } from "./schemas.ts";

const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header",
  description:
    "Makes retries safe. For 24 hours, repeating the request with the same key returns the first response and changes nothing.",
  schema: { type: "string", maxLength: 255, pattern: "^[!-~]+$" },
  example: "0b7e0c52-7d56-4b0a-a3f0-6f4a1a1d2b11",
};
const IF_MATCH = {
  name: "If-Match",
  in: "header",
  description:
    "The ETag of the version that you read. If there is a later version, nothing is changed and 412 is returned.",
  schema: { type: "string" },
  example: '"3"',
};
const DATED_SCHEMAS = [
  ...["Comment", "Macro", "TicketTemplate", "Recurrence", "Automation", "SlaPolicy", "Calendar", "User", "Mailbox"],
  ...["TeamRouting", "EmailSettings", "SurveySettings", "ContactFormSettings"],
];
const ETAGS: Record<string, Schema> = {
  Ticket: { description: "The version of the ticket.", schema: { type: "string" }, example: '"3"' },
  ...Object.fromEntries(
    DATED_SCHEMAS.map((name) => [
      name,
      {
        description: "The version: `updated_at` in quotes.",
        schema: { type: "string" },
        example: '"2026-11-23T09:30:00.123456Z"',
      },
    ]),
  ),
};

const inQuery = ({ name, description, schema = { type: "string" }, example }: Parameter): Schema => ({
  name,
  in: "query",
  description,
  schema,
  ...(example !== undefined && { example }),
});

function parametersOf(endpoint: Endpoint): Schema[] {
  const inPath = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => {
    const words = endpoint.words?.[name!];
    const schema = words ? { type: "string", enum: words } : { type: "string", format: "uuid" };
    return { name, in: "path", required: true, schema, example: exampleOf(schema, {}) };
  });
  const inHeader = (endpoint.headers ?? []).map((each) => ({ ...inQuery(each), in: "header" }));
  return [
    ...inPath,
    ...(endpoint.query ?? []).map(inQuery),
    ...inHeader,
    ...(endpoint.problems?.includes(412) ? [IF_MATCH] : []),
    ...(takesKey(endpoint) ? [IDEMPOTENCY_KEY] : []),
  ];
}

function bodyOf(endpoint: Endpoint, schemas: Schemas): Schema | undefined {
  const schema = schemas.body(endpoint);
  if (!schema && endpoint.consumes?.includes("email")) return EMAIL_BODY;
  if (!schema) return endpoint.consumes?.includes("multipart") ? fileBody(endpoint) : undefined;
  const example = endpoint.example?.request ?? requestExampleOf(schema, schemas.components);
  const isRequired = Object.values(endpoint.body!).some(({ required }) => required) && !endpoint.partial;
  return {
    required: isRequired,
    content: {
      "application/json": { schema, example },
      "application/x-www-form-urlencoded": { schema },
      "multipart/form-data": { schema },
    },
  };
}

const EMAIL_BODY: Schema = {
  required: true,
  content: {
    "message/rfc822": {
      schema: { type: "string" },
      example: "From: Ploy <ploy@harbour.example>\r\nSubject: Zone offline\r\n\r\nThe zone is offline.\r\n",
    },
  },
};

function fileBody({ besideFile = [] }: Endpoint): Schema {
  const id = { type: "string", format: "uuid" };
  const properties = {
    ...Object.fromEntries(besideFile.map((name) => [name, id])),
    file: { type: "string", contentMediaType: "application/octet-stream" },
  };
  const schema = { type: "object", required: Object.keys(properties), properties };
  const example = {
    ...Object.fromEntries(besideFile.map((name) => [name, exampleOf(id, {})])),
    file: "the file's bytes",
  };
  return { required: true, content: { "multipart/form-data": { schema, example } } };
}

const TYPES: Record<string, string> = {
  events: "text/event-stream",
  csv: "text/csv",
  picture: "image/*",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

function successOf(endpoint: Endpoint, schemas: Schemas): Schema {
  const schema = schemas.answer(endpoint);
  if (!schema) return { description: "Success." };
  const type = TYPES[endpoint.answerType ?? ""] ?? "application/json";
  const etag = endpoint.answerType ? undefined : ETAGS[String(schema.$ref).split("/").at(-1)!];
  return {
    description: "Success.",
    ...(etag && { headers: { ETag: etag } }),
    content: { [type]: { schema, ...answerExample(endpoint, schema, schemas) } },
  };
}

// a response of several endpoints is a shared component
function answerExample({ example }: Endpoint, schema: Schema, { components, examples }: Schemas): Schema {
  if (example?.response !== undefined) return { example: example.response };
  const value = exampleOf(schema, components);
  if (typeof schema.$ref !== "string") return { example: value };
  const name = schema.$ref.split("/").at(-1)!;
  examples[name] ??= { value };
  return { examples: { [name]: { $ref: `#/components/examples/${name}` } } };
}

function operation(endpoint: Endpoint, schemas: Schemas, responses: Record<string, Schema>): Schema {
  const requestBody = bodyOf(endpoint, schemas);
  return {
    tags: [endpoint.tag],
    summary: endpoint.summary,
    operationId:
      endpoint.method.toLowerCase() +
      (endpoint.path === "/" ? "/resources" : endpoint.path).replaceAll(/[/{}_-]+(\w?)/g, (_, letter: string) =>
        letter.toUpperCase(),
      ),
    ...(endpoint.description && { description: endpoint.description }),
    security: endpoint.access === "user" || endpoint.access === "admin" ? [{ bearer: [] }] : [],
    "x-access": endpoint.access,
    ...(endpoint.permission && { "x-permission": endpoint.permission }),
    parameters: parametersOf(endpoint),
    ...(requestBody && { requestBody }),
    responses: {
      [endpoint.status]: successOf(endpoint, schemas),
      ...(endpoint.nothing && { 204: { description: endpoint.nothing } }),
      ...refusals(endpoint, responses),
    },
  };
}

/** Lists parameters that several operations share once. */
function shareParameters(operations: readonly Schema[]): Record<string, Schema> {
  const lists = operations.map(({ parameters }) => parameters as Schema[]);
  const uses = Map.groupBy(lists.flat(), (each) => JSON.stringify(each));
  const sharedParameters: Record<string, Schema> = {};
  for (const list of lists) {
    for (const [at, each] of list.entries()) {
      const text = JSON.stringify(each);
      const name = String(each.name);
      if (uses.get(text)!.length < 2) continue;
      sharedParameters[name] ??= each;
      if (JSON.stringify(sharedParameters[name]) !== text) continue;
      list[at] = { $ref: `#/components/parameters/${name}` };
    }
  }
  return sharedParameters;
}

/** The OpenAPI 3.1 document of these endpoints, from their own schemas. */
export function openApi(endpoints: readonly Endpoint[]): Schema {
  const schemas = openSchemas(endpoints);
  const responses: Record<string, Schema> = {};
  const paths: Record<string, Record<string, Schema>> = {};
  for (const endpoint of endpoints) {
    const path = API + endpoint.path;
    paths[path] ??= {};
    paths[path][endpoint.method.toLowerCase()] = operation(endpoint, schemas, responses);
  }
  const parameters = shareParameters(Object.values(paths).flatMap((each) => Object.values(each)));
  const tags = new Set(endpoints.map(({ tag }) => tag));
  return {
    openapi: "3.1.0",
    info: {
      title: "Docket",
      version: "1",
      description:
        "The REST API of Docket, a help desk. Sign in with `POST /api/v1/auth/login/` and send the access token as `Authorization: Bearer …`. Every response has an `X-Request-Id`, which is also in the server's log.",
      license: { name: "MIT", identifier: "MIT" },
    },
    tags: [...tags].map((name) => ({ name, description: TAGS[name] })),
    paths,
    components: {
      securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
      schemas: { ...schemas.components, ...REFUSAL_SCHEMAS },
      examples: schemas.examples,
      responses,
      parameters,
    },
  };
}
