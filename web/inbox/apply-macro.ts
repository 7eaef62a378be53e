import "../lib/later-texts.ts";
import { api } from "../lib/api.ts";
import { t } from "../lib/texts.ts";
import { showError } from "../ui/notices.ts";
import { showOutcome } from "./bulk-notices.ts";
import { rereadTickets, type Target } from "./change-tickets.ts";

/**
 * Applies a macro to tickets; false if it was refused. Its text is held for a few seconds, during which everything can be
 * undone.
 */
export async function applyMacro(
  target: Target,
  macro: { macro: string; inputs: Record<string, string>; is_internal: boolean },
): Promise<boolean> {
  try {
    const bulk = await api.post("/bulk-changes/", { ...target, ...macro, notify: true });
    showOutcome(bulk, target);
    await rereadTickets("ids" in target ? target.ids : []);
    return true;
  } catch (error) {
    showError(error, t("macros.notApplied"));
    return false;
  }
}
