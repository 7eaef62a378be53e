import type { RoutingReason, SkipCause, SkippedAgent, Unassignment } from "../../wire/routing-words.ts";

const MODES = { round_robin: "Round robin", least_loaded: "Least loaded", skill: "By skill" } as const;

const SKIP_WORDS: Record<SkipCause, (names: string, isOne: boolean) => string> = {
  away: (names, isOne) => `${names} ${isOne ? "is" : "are"} away`,
  off: (names, isOne) => `${names} ${isOne ? "is" : "are"} off`,
  hours: (names, isOne) => `${names} ${isOne ? "is" : "are"} outside working hours`,
  full: (names, isOne) => `${names} ${isOne ? "is" : "are"} at capacity`,
  skill: (names, isOne) => `${names} ${isOne ? "lacks" : "lack"} a skill`,
  reserved: (names, isOne) => `${names} ${isOne ? "is" : "are"} reserved for a ticket that has waited longer`,
};

const list = new Intl.ListFormat("en");

/** Why agents were skipped, by cause: "Fay is away; Tom and Ann are at capacity". */
export function skippedText(skips: readonly SkippedAgent[]): string {
  const parts = (Object.keys(SKIP_WORDS) as SkipCause[]).flatMap((cause) => {
    const names = skips.filter(({ because }) => because === cause).map(({ name }) => name);
    return names.length > 0 ? [SKIP_WORDS[cause](list.format(names), names.length === 1)] : [];
  });
  return parts.join("; ");
}

/** Why a ticket goes to an agent, as a sentence: "Round robin: Tom (3 open of 10); Fay is away". */
export function reasonText(reason: RoutingReason): string {
  const { mode, is_sticky, name, load, capacity, skills, missing_skills, skipped } = reason;
  const about = skills.length > 0 ? ` for ${list.format(skills)}` : "";
  const first = `${MODES[mode]}${about}: ${name} (${load} open of ${capacity})`;
  return [
    first,
    ...(is_sticky ? [`${name} had the contact's last ticket`] : []),
    ...(missing_skills.length > 0 ? [`no agent with ${list.format(missing_skills)} could take it`] : []),
    ...(skipped.length > 0 ? [skippedText(skipped)] : []),
  ].join("; ");
}

/** Why a ticket has no assignee and does not wait for one. */
export const unassignedText = ({ because, name }: Unassignment): string =>
  ({
    unassigned: `${name} unassigned it`,
    before: "It was here before automatic assignment was turned on",
    imported: "It was imported, and imports assign nothing",
    quiet: "An undo or a bulk change without notifications brought it here, and these assign nothing",
  })[because];
