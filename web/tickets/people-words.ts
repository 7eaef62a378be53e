import "../lib/later-texts.ts";
import { listenLive } from "../lib/live.ts";
import { queryClient } from "../lib/query-client.ts";
import { dayIn } from "../lib/short-time.ts";
import type { Translate } from "../lib/texts.ts";
import { clockOf } from "../lib/time.ts";
import { type Colleague, colleaguesQuery } from "./people.ts";

// It is here, because the first view has no room for it.
listenLive((kind) => {
  if (kind.startsWith("availability.")) void queryClient.invalidateQueries(colleaguesQuery);
});

/** The hint beside a person in a picker: that they are away, and until when, or else their team. */
export function personHint(t: Translate, { role, absence }: Pick<Colleague, "role" | "absence">): string {
  if (!absence) return t(`roles.${role}`);
  const word = t(`assignment.states.${absence.state}`);
  const { until } = absence;
  // a list has little room
  const time = until && (dayIn(until) === dayIn(new Date()) ? clockOf(until) : dayIn(until));
  return time ? `${word} ${t("assignment.until", { time })}` : word;
}
