import { notFound } from "../../wire/problems.ts";
import { parseUuid } from "../../wire/python-values.ts";
import type { RequestContext } from "./front-door.ts";

/** An ID in the path; 404 if it is malformed. */
export function idOf({ params }: RequestContext, name = "id"): string {
  const id = parseUuid(params[name] ?? "");
  if (!id) throw notFound();
  return id;
}

/** The program that sends the request, for the list of sessions. */
export const clientOf = ({ request: { ip, headers } }: RequestContext) => ({
  ip,
  userAgent: headers["user-agent"] ?? "",
});
