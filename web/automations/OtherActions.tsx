import "../lib/later-texts.ts";
import { NumberInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { AutomationActions } from "../../wire/automation-words.ts";
import { useTexts } from "../lib/texts.ts";
import { macrosQuery } from "../macros/macro-queries.ts";
import type { Choice } from "../ui/use-picking.ts";
import css from "./Automations.module.css";
import type { OTHERS } from "./action-kinds.ts";
import { Chip } from "./Chip.tsx";

interface Props {
  actions: AutomationActions;
  onChange(actions: AutomationActions): void;
}

interface PartProps extends Props {
  /** Was added just now, so it takes the focus. */
  isNew: boolean;
}

/** The options of an action that neither changes a field nor has a text. */
export function OtherAction({ name, ...props }: PartProps & { name: (typeof OTHERS)[number] }) {
  if (name === "macro") return <MacroAction {...props} />;
  if (name === "snooze") return <SnoozeAction {...props} />;
  return null;
}

/** The macros that an automation can apply: no private ones, and none with inputs that someone has to fill in. */
export function useUsableMacros(): Choice[] {
  const { data: macros = [] } = useQuery(macrosQuery);
  return macros
    .filter(({ scope, inputs }) => scope !== "own" && !inputs.some(({ required }) => required))
    .map(({ id, name, folder }) => ({ value: id, label: name, hint: folder }));
}

function MacroAction({ isNew, actions, onChange }: PartProps) {
  const t = useTexts();
  const usable = useUsableMacros();
  return (
    <Chip
      label={t("automations.does.macro")}
      choices={usable}
      values={actions.macro ? [actions.macro] : []}
      isNew={isNew}
      placeholder={t("automations.choose")}
      onChange={([macro]) => onChange({ ...actions, macro: macro! })}
    />
  );
}

function SnoozeAction({ isNew, actions, onChange }: PartProps) {
  const t = useTexts();
  return (
    <>
      <NumberInput
        aria-label={t("automations.snoozeHours")}
        autoFocus={isNew}
        className={css.hours}
        min={1}
        max={8760}
        allowDecimal={false}
        value={actions.snooze!}
        onChange={(hours) => onChange({ ...actions, snooze: Number(hours) })}
      />
      {t("automations.snoozeHours")}
    </>
  );
}
