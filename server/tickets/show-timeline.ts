import { Problem } from "../../wire/problems.ts";
import { mediaOf } from "../platform/addresses.ts";
import type { Services } from "../platform/docket.ts";
import type { Answer, RequestContext } from "../platform/front-door.ts";
import { answerOf, MAX_SMALL_BYTES } from "../platform/large-answers.ts";
import { idOf } from "../platform/path-ids.ts";
import { mergedElsewhere } from "./merged.ts";
import { ticketTimeline, timelinePageOf, withLargeComments } from "./timeline.ts";

/** The timeline of a ticket; for a merged one, that of the ticket that it was merged into. */
export async function showTimeline(docket: Services, ctx: RequestContext): Promise<Answer> {
  const period = docket.links.period(Date.now());
  const media = mediaOf(ctx.request, docket.addresses);
  const sign = (file: string) => docket.links.sign(file, period);
  const options = { page: timelinePageOf(ctx.query), maxBytes: MAX_SMALL_BYTES };
  const timeline = await ticketTimeline(ctx.db, ctx.actor, idOf(ctx), media, sign, options).catch(
    async (error: unknown) => {
      throw error instanceof Problem && error.status === 404
        ? await mergedElsewhere(ctx.db, idOf(ctx), "timeline/")
        : error;
    },
  );
  return { body: answerOf(withLargeComments(ctx.db, timeline)) };
}
