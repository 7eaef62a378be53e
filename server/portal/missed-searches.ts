import { isRobot, recordSearch } from "../knowledge/searches.ts";
import { networkOf } from "../platform/addresses.ts";
import type { Visit } from "./visit.ts";

/** A keyed hash of a visitor's network and browser on one day, for one purpose. It tells visitors apart, not who they are. */
export function visitorOfDay({ docket, request }: Visit, purpose: string, more = ""): Buffer {
  const day = new Date().toISOString().slice(0, 10);
  const who = `${networkOf(request.ip)} ${request.headers["user-agent"] ?? ""} ${day}${more && ` ${more}`}`;
  return docket.sealing.sign(purpose, who, 16);
}

/** Records a search of the help center without results. */
export async function recordMiss(visit: Visit, words: string): Promise<void> {
  const { db, request } = visit;
  if (words === "" || request.method !== "GET" || isRobot(request.headers["user-agent"])) return;
  await recordSearch(db, words, { place: "help_center", searcher: visitorOfDay(visit, "article search") });
}
