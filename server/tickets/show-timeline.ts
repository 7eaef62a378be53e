import { Problem } from "../../wire/problems.ts";
import type { Actor } from "../platform/actor.ts";
import type { Db } from "../platform/database.ts";
import { type AnswerRow, MAX_SMALL_BYTES } from "../platform/large-answers.ts";
import type { Links } from "../platform/signed-links.ts";
import { mergedElsewhere } from "./merged.ts";
import { type TimelinePage, ticketTimeline, withLargeComments } from "./timeline.ts";

/** The timeline of a ticket, all of it if `page` is null. For a merged ticket, it says where that one is. */
export async function showTimeline(
  db: Db,
  actor: Actor,
  id: string,
  { page, media, links }: { page: TimelinePage | null; media: string; links: Links },
): Promise<AnswerRow[]> {
  const period = links.period(Date.now());
  const sign = (file: string) => links.sign(file, period);
  const options = { page, maxBytes: MAX_SMALL_BYTES };
  const timeline = await ticketTimeline(db, actor, id, media, sign, options).catch(async (error: unknown) => {
    throw error instanceof Problem && error.status === 404 ? await mergedElsewhere(db, id, "timeline/") : error;
  });
  return withLargeComments(db, timeline);
}
