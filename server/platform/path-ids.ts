import { notFound } from "../../wire/problems.ts";
import { parseUuid } from "../../wire/python-values.ts";
import type { RequestContext } from "./front-door.ts";

/** An id in the path; 404 when it is none. */
export function idOf({ params }: RequestContext, name = "id"): string {
  const id = parseUuid(params[name] ?? "");
  if (!id) throw notFound();
  return id;
}

/** The program that sends the request, as the list of sessions names it. */
export const clientOf = ({ request: { ip, headers } }: RequestContext) => ({
  ip,
  userAgent: headers["user-agent"] ?? "",
});
