import "../lib/later-texts.ts";
import { NumberInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { AutomationActions } from "../../wire/automation-words.ts";
import { useTexts } from "../lib/texts.ts";
import { macrosQuery } from "../macros/macro-queries.ts";
import type { Choice } from "../ui/use-picking.ts";
import css from "./Automations.module.css";
import { Chip } from "./Chip.tsx";

interface Props {
  actions: AutomationActions;
  onChange(actions: AutomationActions): void;
}

const FIRST_SNOOZE_HOURS = 24;

/** The actions that neither change a field nor have a part of their own. */
export const OTHERS = ["macro", "snooze", "survey_start", "survey_none"] as const;
type Other = (typeof OTHERS)[number];
export const isOther = (name: string): name is Other => (OTHERS as readonly string[]).includes(name);

/** Where a rule stores each of them. */
const PLACES = {
  macro: "macro",
  snooze: "snooze",
  survey_start: "survey",
  survey_none: "survey",
} as const satisfies Record<Other, keyof AutomationActions>;

/** The other actions that a rule has. */
export const othersOf = ({ macro, snooze, survey }: AutomationActions): Other[] => [
  ...(macro === undefined ? [] : ["macro" as const]),
  ...(snooze === undefined ? [] : ["snooze" as const]),
  ...(survey ? [`survey_${survey}` as const] : []),
];

/** The other actions that can still be added. A rule has at most one of the two about surveys. */
export const othersLeft = (actions: AutomationActions): Other[] =>
  OTHERS.filter((name) => !othersOf(actions).includes(name) && !(name.startsWith("survey") && actions.survey));

export function withOther(actions: AutomationActions, name: Other): AutomationActions {
  const first = {
    macro: "",
    snooze: FIRST_SNOOZE_HOURS,
    survey_start: "start",
    survey_none: "none",
  } as const satisfies Record<Other, unknown>;
  return { ...actions, [PLACES[name]]: first[name] };
}

export function withoutOther(actions: AutomationActions, name: Other): AutomationActions {
  const { [PLACES[name]]: _, ...rest } = actions;
  return rest;
}

interface PartProps extends Props {
  /** Was added just now, so it takes the focus. */
  isNew: boolean;
}

/** The options of one of the other actions. */
export function OtherAction({ name, ...props }: PartProps & { name: Other }) {
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
