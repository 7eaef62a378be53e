import "../lib/later-texts.ts";
import { Text, Textarea } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import { type AutomationActions, NOTIFY_RECIPIENTS, TEXT_VALUES } from "../../wire/automation-words.ts";
import { fieldEntries } from "../../wire/ticket-fields.ts";
import { usePeople } from "../inbox/use-people.ts";
import { type Translate, useTexts } from "../lib/texts.ts";
import { LeadHint } from "../tickets/LeadHint.tsx";
import { fieldName } from "../tickets/rule-words.ts";
import type { Choice } from "../ui/use-picking.ts";
import css from "./Automations.module.css";
import {
  addAction,
  FIELDS_TO_SET,
  isTags,
  kindsIn,
  kindsLeft,
  NONE,
  OTHERS,
  removeAction,
  TAG_ACTIONS,
  TEXTS,
  valueOfChoice,
  withChange,
} from "./action-kinds.ts";
import { Chip } from "./Chip.tsx";
import { OtherAction, useUsableMacros } from "./OtherActions.tsx";
import { useChoicesOf, useValueChoices } from "./TriggerPart.tsx";

interface Props {
  actions: AutomationActions;
  onChange(actions: AutomationActions): void;
}

/** The actions of an automation, one a line. `server/automations/act.ts` says in which order they run. */
export function ActionParts({ actions, onChange }: Props) {
  const t = useTexts();
  const [addedPart, setAddedPart] = useState("");
  const remaining = kindsLeft(actions).map((value) => ({ value, label: actionLabel(t, value) }));
  const direct = useDirect(remaining);
  const add = (choice: string) => {
    // a value may contain the sign
    const [name, value] = choice.split(/=(.*)/s) as [string, string?];
    // without a value, the part takes the focus for it
    setAddedPart(value === undefined ? name : "");
    onChange(addAction(actions, name, value));
  };
  const parts = { actions, added: addedPart, onChange };
  return (
    <>
      {kindsIn(actions, [...FIELDS_TO_SET, ...TAG_ACTIONS]).map((name) => (
        <FieldPart key={name} name={name} {...parts} />
      ))}
      {kindsIn(actions, OTHERS).map((name) => (
        <OtherPart key={name} name={name} {...parts} />
      ))}
      {kindsIn(actions, TEXTS).map((name) => (
        <TextPart key={name} name={name} {...parts} />
      ))}
      {remaining.length > 0 && (
        <div className={css.part}>
          <Chip
            label={t("automations.addAction")}
            isAdd
            choices={remaining}
            direct={direct}
            values={[]}
            placeholder={`+ ${t("automations.addAction")}`}
            onChange={([name]) => add(name!)}
          />
        </div>
      )}
    </>
  );
}

/** Actions with their value, once something is typed: "urgent" finds "set Priority to Urgent". */
function useDirect(remaining: readonly Choice[]): Choice[] {
  const choicesOf = useChoicesOf();
  const macros = useUsableMacros();
  const t = useTexts();
  const valuesOf = (name: string): readonly Choice[] => {
    if (name === "macro") return macros;
    if (name === "notify") return notifiedChoices(t);
    if (isTags(name)) return choicesOf("tags");
    return FIELDS_TO_SET.includes(name) ? choicesOf(name) : [];
  };
  return remaining.flatMap(({ value: name, label }) =>
    valuesOf(name).map((each) => ({ ...each, value: `${name}=${each.value}`, hint: label })),
  );
}

const notifiedChoices = (t: Translate): Choice[] =>
  NOTIFY_RECIPIENTS.map((value) => ({ value, label: t(`automations.notified.${value}`) }));

const actionLabel = (t: Translate, name: string): string =>
  FIELDS_TO_SET.includes(name)
    ? t("automations.setField", { field: fieldName(t, name) })
    : t(`automations.does.${name as "note"}`);

interface PartProps<Name extends string> extends Props {
  name: Name;
  /** The action that was added last, which takes the focus. */
  added: string;
}

/** A field or tags that the automation sets. */
function FieldPart({ name, actions, added, onChange }: PartProps<string>) {
  const label = actionLabel(useTexts(), name);
  return (
    <div className={css.part}>
      {label}
      <ValueChip
        name={name}
        value={actions.changes![name]}
        label={label}
        isNew={name === added}
        onChange={(value) => onChange(withChange(actions, name, value))}
      />
      <Remove label={label} onClick={() => onChange(removeAction(actions, name))} />
    </div>
  );
}

function OtherPart({ name, actions, added, onChange }: PartProps<(typeof OTHERS)[number]>) {
  const label = actionLabel(useTexts(), name);
  return (
    <div className={css.part}>
      {label}
      <OtherAction name={name} isNew={name === added} actions={actions} onChange={onChange} />
      <Remove
        label={label}
        // a survey has no options
        isFocused={name === added && name.startsWith("survey")}
        onClick={() => onChange(removeAction(actions, name))}
      />
    </div>
  );
}

/** Fields with a fixed list of values, one of which has to be chosen. */
const CHOICE_FIELDS = new Set<string>(fieldEntries().flatMap(([name, { choices }]) => (choices ? [name] : [])));

interface ValueProps {
  name: string;
  label: string;
  value: unknown;
  /** Was added just now, so it takes the focus. */
  isNew: boolean;
  onChange(value: unknown): void;
}

function ValueChip({ name, label, value, isNew, onChange }: ValueProps) {
  const t = useTexts();
  const isMulti = isTags(name);
  const choices = useValueChoices(isMulti ? "tags" : name);
  const isOpen = value === null && CHOICE_FIELDS.has(name);
  const values = Array.isArray(value) ? value : isOpen ? [] : [String(value || NONE)];
  return (
    <Chip
      label={label}
      isMulti={isMulti}
      isTyped={isMulti}
      isNew={isNew}
      choices={choices}
      values={values}
      placeholder={t("automations.choose")}
      onChange={(next) => onChange(isMulti ? next : valueOfChoice(name, next[0]!))}
    />
  );
}

function TextPart({ name, actions, added, onChange }: PartProps<(typeof TEXTS)[number]>) {
  const t = useTexts();
  const { notify } = actions;
  const label = actionLabel(t, name);
  const isNotice = name === "notify";
  return (
    <div className={css.part}>
      {label}
      {isNotice && <Recipients label={label} actions={actions} onChange={onChange} />}
      <Remove label={label} onClick={() => onChange(removeAction(actions, name))} />
      <Textarea
        className={css.text}
        aria-label={label}
        autoFocus={name === added}
        autosize
        minRows={2}
        maxRows={12}
        value={isNotice ? notify!.text : actions[name]!}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...actions, ...(isNotice ? { notify: { ...notify!, text: value } } : { [name]: value }) })
        }
      />
      {isNotice && notify!.to.includes("lead") && <LeadHint />}
      <Text size="xs" c="dimmed">
        {t("automations.values", { list: TEXT_VALUES.map((each) => `{{ ${each} }}`).join(", ") })}
      </Text>
    </div>
  );
}

function Recipients({ label, actions, onChange }: Props & { label: string }) {
  const t = useTexts();
  const people = usePeople({ withNobody: false, isForAll: true });
  const notify = actions.notify!;
  return (
    <Chip
      label={label}
      isMulti
      choices={[...notifiedChoices(t), ...people]}
      values={notify.to}
      placeholder={t("automations.choose")}
      onChange={(to) => onChange({ ...actions, notify: { ...notify, to } })}
    />
  );
}

function Remove({ label, isFocused, onClick }: { label: string; isFocused?: boolean; onClick(): void }) {
  const t = useTexts();
  return (
    <button
      type="button"
      className={css.remove}
      // biome-ignore lint/a11y/noAutofocus: it belongs to what was just added
      autoFocus={isFocused}
      aria-label={t("automations.remove", { what: label })}
      onClick={onClick}
    >
      <IconX size={14} aria-hidden />
    </button>
  );
}
