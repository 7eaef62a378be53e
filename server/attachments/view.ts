import { mediaOf } from "../platform/addresses.ts";
import type { Services } from "../platform/docket.ts";
import type { RequestContext } from "../platform/front-door.ts";
import { withLinks } from "../tickets/cached-ticket.ts";

/** JSON text with the addresses of its files completed and signed, as the client of this request reaches them. */
export function signFiles({ addresses, links }: Services, { request }: RequestContext, json: string): string {
  const period = links.period(Date.now());
  return withLinks(json, mediaOf(request, addresses), (file) => links.sign(file, period));
}
