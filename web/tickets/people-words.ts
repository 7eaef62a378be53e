import "../lib/later-texts.ts";
import type { Translate } from "../lib/texts.ts";
import { dayOf } from "../lib/time.ts";
import type { Colleague } from "./people.ts";

/** The hint beside a person in a picker: until when they are out of office, or else their team. */
export const personHint = (
  t: Translate,
  { role, away_until: until }: Pick<Colleague, "role" | "away_until">,
): string => (until ? t("notify.awayUntil", { until: dayOf(until) }) : t(`roles.${role}`));
