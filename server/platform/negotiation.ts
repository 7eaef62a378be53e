import type { FastifyReply, FastifyRequest } from "fastify";
import type { Endpoint } from "../../wire/endpoint.ts";
import { notAcceptable, notFound } from "../../wire/problems.ts";
import type { Route } from "./front-door.ts";

// A browser that opens an address of the API is redirected to the documentation; all other clients must accept JSON.
export function negotiate(
  request: FastifyRequest,
  reply: FastifyReply,
  endpoint: Endpoint | undefined,
): "json" | "html" {
  const { format } = lastValues(request.query as Record<string, string | string[]>);
  if (format && format !== "json" && format !== "api") throw notFound();
  const accept = request.headers.accept;
  if (!accept || accept.includes("*/*") || /application\/(json|\*)/.test(accept)) {
    if (!accept?.startsWith("text/html")) return "json";
  }
  if (endpoint?.answerType === "csv" && accept?.includes("text/csv")) return "json";
  if (endpoint?.answerType === "xlsx" && accept?.includes("spreadsheetml")) return "json";
  if (accept && /text\/(html|\*)|text\/event-stream/.test(accept)) {
    if (accept.includes("text/event-stream")) return "json";
    if (request.method !== "GET") return "json";
    reply.redirect("/api/docs/", 302);
    return "html";
  }
  throw notAcceptable();
}

export function describe(reply: FastifyReply, routes: Route[]) {
  const actions = Object.fromEntries(routes.map(({ endpoint }) => [endpoint.method, endpoint.summary]));
  const name = routes[0]!.endpoint.tag;
  return reply.header("content-type", "application/json").send(
    JSON.stringify({
      name,
      description: routes[0]!.endpoint.summary,
      renders: ["application/json"],
      parses: ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"],
      actions,
    }),
  );
}

/** Of a repeated parameter the last value counts. */
export const lastValues = (query: Record<string, string | string[]>) => {
  const values: Record<string, string | undefined> = Object.create(null);
  for (const [name, value] of Object.entries(query)) values[name] = Array.isArray(value) ? value.at(-1) : value;
  return values;
};
