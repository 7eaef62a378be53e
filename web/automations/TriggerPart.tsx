import "../lib/later-texts.ts";
import { NumberInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { CREATED_VIAS, TRIGGERS, type Trigger, type TriggerWord } from "../../wire/automation-words.ts";
import { fieldEntries } from "../../wire/ticket-fields.ts";
import { usePersonName } from "../inbox/filter-options.ts";
import { useKnownTags } from "../inbox/tags.ts";
import { usePeople } from "../inbox/use-people.ts";
import { useTexts } from "../lib/texts.ts";
import { macrosQuery } from "../macros/macro-queries.ts";
import { calendarsQuery } from "../sla/sla-queries.ts";
import { fieldName, valueWord } from "../tickets/rule-words.ts";
import { synonymsOf } from "../tickets/synonyms.ts";
import type { Choice } from "../ui/use-picking.ts";
import css from "./Automations.module.css";
import { Chip } from "./Chip.tsx";

const ALWAYS = "always";
const HOURS = 48;
const NEW: Partial<Record<TriggerWord, Omit<Trigger, "on">>> = {
  changed: { field: "status" },
  unanswered: { hours: HOURS, calendar: null },
  unchanged: { hours: HOURS, calendar: null },
};
const FIELDS = fieldEntries()
  .filter(([name, { kind, isBulk = false }]) => (isBulk && kind !== "instant") || name === "tags")
  .map(([name]) => name as string);

interface Props {
  trigger: Trigger;
  onChange(trigger: Trigger): void;
}

/** The event or schedule that starts an automation. */
export function TriggerPart({ trigger, onChange }: Props) {
  const t = useTexts();
  const { on } = trigger;
  const direct = useDirect();
  return (
    <div className={css.part}>
      <Chip
        label={t("automations.when")}
        choices={TRIGGERS.map((value) => ({ value, label: t(`automations.triggers.${value}`) }))}
        values={[on]}
        placeholder=""
        direct={direct.choices}
        onChange={([value]) =>
          onChange(direct.triggerOf(value!) ?? { on: value as TriggerWord, ...NEW[value as TriggerWord] })
        }
      />
      {on === "created" && (
        <>
          {t("automations.by")}
          <Chip
            label={t("automations.by")}
            isMulti
            isOptional
            choices={CREATED_VIAS.map((value) => ({ value, label: t(`automations.vias.${value}`) }))}
            values={trigger.via ?? []}
            placeholder={t("automations.anyWay")}
            onChange={(via) => onChange({ on, ...(via.length > 0 && { via }) })}
          />
        </>
      )}
      {on === "macro_applied" && <OfMacros trigger={trigger} onChange={onChange} />}
      {on === "changed" && <ChangeConditions trigger={trigger} onChange={onChange} />}
      {trigger.hours !== undefined && <Hours trigger={trigger} onChange={onChange} />}
    </div>
  );
}

function OfMacros({ trigger: { on, macros = [] }, onChange }: Props) {
  const t = useTexts();
  const { data: all = [] } = useQuery(macrosQuery);
  return (
    <Chip
      label={t("automations.does.macro")}
      isMulti
      isOptional
      choices={all
        .filter(({ scope }) => scope !== "own")
        .map(({ id, name, folder }) => ({ value: id, label: name, hint: folder }))}
      values={macros}
      placeholder={t("automations.anyMacro")}
      onChange={(ids) => onChange({ on, ...(ids.length > 0 && { macros: ids }) })}
    />
  );
}

function ChangeConditions({ trigger, onChange }: Props) {
  const t = useTexts();
  const choices = useValueChoices(trigger.field!);
  const side = (name: "from" | "to") => (
    <>
      {t(`automations.${name}Word`)}
      <Chip
        label={t(`automations.${name}Word`)}
        isMulti
        isOptional
        isTyped={trigger.field === "tags"}
        choices={choices}
        values={trigger[name] ?? []}
        placeholder={t("automations.anyValue")}
        onChange={(values) => {
          const { [name]: _, ...rest } = trigger;
          onChange(values.length > 0 ? { ...rest, [name]: values } : rest);
        }}
      />
    </>
  );
  return (
    <>
      <Chip
        label={t("automations.field")}
        choices={FIELDS.map((value) => ({ value, label: fieldName(t, value) }))}
        values={[trigger.field!]}
        placeholder=""
        onChange={([field]) => onChange({ on: "changed", field: field! })}
      />
      {side("from")}
      {side("to")}
    </>
  );
}

/** The values of a field, as choices. */
export const useValueChoices = (field: string): Choice[] => useChoicesOf()(field);

/** Returns the values of any field, as choices; "none" for no value. */
export function useChoicesOf(): (field: string) => Choice[] {
  const t = useTexts();
  const person = usePersonName();
  const people = usePeople({ withNobody: true, isForAll: true });
  const tags = useKnownTags();
  return (field) => {
    if (field === "assigned_to") return people;
    if (field === "tags") return tags.map((value) => ({ value, label: value }));
    const [, entry] = fieldEntries().find(([name]) => name === field) ?? [];
    return [...(entry?.choices ?? []), ...(entry?.isOptional ? ["none"] : [])].map((value) => ({
      value,
      label: valueWord(t, person, field, value),
      synonyms: synonymsOf(t, field, value),
    }));
  };
}

/** Fields, their values and ways to create a ticket, which choose a trigger at once: "pending" finds "Status changes to Pending". */
function useDirect(): { choices: Choice[]; triggerOf(value: string): Trigger | undefined } {
  const t = useTexts();
  const choicesOf = useChoicesOf();
  const matches = [
    ...FIELDS.flatMap((field) => [
      {
        trigger: { on: "changed", field } as Trigger,
        label: t("automations.fieldChanges", { field: fieldName(t, field) }),
      },
      ...choicesOf(field).map(({ value, label, synonyms }) => ({
        trigger: { on: "changed", field, to: [value] } as Trigger,
        label,
        hint: `${t("automations.fieldChanges", { field: fieldName(t, field) })} ${t("automations.toWord")}`,
        ...(synonyms && { synonyms }),
      })),
    ]),
    ...CREATED_VIAS.map((via) => ({
      trigger: { on: "created", via: [via] } as Trigger,
      label: t(`automations.vias.${via}`),
      hint: `${t("automations.triggers.created")} ${t("automations.by")}`,
    })),
  ];
  return {
    choices: matches.map(({ trigger: _, ...each }, at) => ({ ...each, value: `direct ${at}` })),
    triggerOf: (value) => matches[Number(value.replace("direct ", ""))]?.trigger,
  };
}

function Hours({ trigger, onChange }: Props) {
  const t = useTexts();
  const { data: calendars = [] } = useQuery(calendarsQuery);
  return (
    <>
      {t("automations.for")}
      <NumberInput
        aria-label={t("automations.hours")}
        className={css.hours}
        min={1}
        max={8760}
        allowDecimal={false}
        value={trigger.hours!}
        onChange={(hours) => onChange({ ...trigger, hours: Number(hours) })}
      />
      {t("automations.hours")}
      <Chip
        label={t("automations.counted")}
        choices={[
          { value: ALWAYS, label: t("sla.clocks.always") },
          ...calendars.map(({ id, name }) => ({ value: id, label: t("automations.openHours", { name }) })),
        ]}
        values={[trigger.calendar ?? ALWAYS]}
        placeholder="…"
        onChange={([value]) => onChange({ ...trigger, calendar: value === ALWAYS ? null : value! })}
      />
    </>
  );
}
