import { notFound } from "../../wire/problems.ts";
import { parseUuid } from "../../wire/python-values.ts";
import type { RequestContext } from "./front-door.ts";

/** The id in the path; 404 when it is none. */
export function idOf({ params }: RequestContext): string {
  const id = parseUuid(params.id ?? "");
  if (!id) throw notFound();
  return id;
}
