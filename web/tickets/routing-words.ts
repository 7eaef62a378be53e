import "../lib/later-texts.ts";
import { type RoutingReason, SKIP_CAUSES, type SkippedAgent, type Unassignment } from "../../wire/routing-words.ts";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { locale, type Translate, t as translate } from "../lib/texts.ts";
import { showError, showNotice } from "../ui/notices.ts";

const listText = (names: readonly string[]) => new Intl.ListFormat(locale()).format(names);

/** Why agents were skipped: "Fay is away; Tom and Ann are at capacity". */
export function skippedWords(t: Translate, skips: readonly SkippedAgent[]): string {
  return SKIP_CAUSES.flatMap((cause) => {
    const names = skips.filter(({ because }) => because === cause).map(({ name }) => name);
    return names.length > 0 ? [t(`assignment.skipped.${cause}`, { count: names.length, names: listText(names) })] : [];
  }).join("; ");
}

/** Why a ticket went to an agent: "Round robin: Tom (3 open of 10); Fay is away". */
export function reasonWords(t: Translate, reason: RoutingReason): string {
  const { mode, is_sticky, name, load, capacity, skills, missing_skills, skipped } = reason;
  const values = { mode: t(`assignment.modes.${mode}`), name, load, capacity, skills: listText(skills) };
  return [
    t(skills.length > 0 ? "assignment.reasonSkills" : "assignment.reason", values),
    ...(mode === "round_robin" && !is_sticky ? [t("assignment.inTurn")] : []),
    ...(is_sticky ? [t("assignment.sticky", { name })] : []),
    ...(missing_skills.length > 0 ? [t("assignment.missingSkills", { skills: listText(missing_skills) })] : []),
    ...(skipped.length > 0 ? [skippedWords(t, skipped)] : []),
  ].join("; ");
}

/** Why a ticket waits for an agent: "Waits for an agent: Fay is away". `skips`: null if it is about to be assigned. */
export function waitWords(t: Translate, skips: readonly SkippedAgent[] | null): string {
  if (!skips) return t("assignment.ticketWaits");
  return t("assignment.waitsBecause", { because: skippedWords(t, skips) || t("assignment.nobodyThere") });
}

/** Why a ticket has no assignee and does not wait for one, and when Docket assigns it. */
export const unassignedWords = (t: Translate, { because, name }: Unassignment): string =>
  `${t(`assignment.unassignedBecause.${because}`, { name })} ${t("assignment.assignedWhen")}`;

/** Undoes an automatic assignment: the ticket is as before, and stays so until it changes. */
export async function undoTicketRouting(ticket: string): Promise<void> {
  try {
    await api.post("/tickets/{id}/routing/undo/", {}, { path: { id: ticket } });
    showNotice(translate("assignment.undone"));
  } catch (error) {
    showError(error, translate("assignment.notUndone"));
  }
  await queryClient.invalidateQueries({ queryKey: ["ticket", ticket] });
  await queryClient.invalidateQueries({ queryKey: ["timeline", ticket] });
}
