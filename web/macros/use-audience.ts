import "../lib/later-texts.ts";
import type { MacroScope } from "../../wire/macro-words.ts";
import { useTexts } from "../lib/texts.ts";

/** Who may use a new macro or ticket template until its author chooses: an Admin writes for the desk, an agent for themselves. */
export const firstAudience = (role: string): { scope: MacroScope; team: string } => ({
  scope: role === "Admin" ? "shared" : "own",
  team: role,
});

/** Who may use a macro or a ticket template, in words. */
export function useAudience() {
  const t = useTexts();
  return ({ scope, team }: { scope: MacroScope; team: string }): string => {
    if (scope === "own") return t("macros.onlyYou");
    return scope === "team" ? t(`roles.${team as "Tech"}`) : t("macros.everyone");
  };
}
