import "../lib/later-texts.ts";
import { Text, Textarea } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import { type AutomationActions, NOTIFIED, TEXT_VALUES } from "../../wire/automation-words.ts";
import { fieldEntries } from "../../wire/ticket-fields.ts";
import { usePeople } from "../inbox/use-people.ts";
import { type Translate, useTexts } from "../lib/texts.ts";
import { LeadHint } from "../tickets/LeadHint.tsx";
import { fieldName } from "../tickets/rule-words.ts";
import type { Choice } from "../ui/use-picking.ts";
import css from "./Automations.module.css";
import { Chip } from "./Chip.tsx";
import {
  isOther,
  OtherAction,
  othersLeft,
  othersOf,
  useUsableMacros,
  withOther,
  withoutOther,
} from "./OtherActions.tsx";
import { useChoicesOf, useValueChoices } from "./TriggerPart.tsx";

interface Props {
  actions: AutomationActions;
  onChange(actions: AutomationActions): void;
}

interface AddedProps extends Props {
  /** The action that was added last. */
  added: string;
}

const FIELDS = fieldEntries()
  .filter(([, { kind, isBulk = false }]) => isBulk && kind !== "instant" && kind !== "tags")
  .map(([name]) => name as string);
const TAGS = ["add_tags", "remove_tags"] as const;
const TEXTS = ["note", "reply", "notify"] as const;

/** The actions of an automation, one a line. `server/automations/act.ts` says in which order they run. */
export function ActionParts({ actions, onChange }: Props) {
  const t = useTexts();
  const [addedPart, setAddedPart] = useState("");
  const names = namesIn(actions);
  const texts = TEXTS.filter((name) => actions[name] !== undefined);
  const label = (name: string) => actionLabel(t, name);
  const missing = [
    ...[...FIELDS, ...TAGS, ...TEXTS].filter(
      (name) => !(names as string[]).includes(name) && !(texts as string[]).includes(name),
    ),
    ...othersLeft(actions),
  ];
  const direct = useDirect(missing, label);
  const add = (choice: string) => {
    // a value may contain the sign
    const [name, value] = choice.split(/=(.*)/s) as [string, string?];
    if (value !== undefined) {
      setAddedPart("");
      return onChange(withValue(actions, name, value));
    }
    setAddedPart(name);
    if (name === "note" || name === "reply") onChange({ ...actions, [name]: "" });
    else if (name === "notify") onChange({ ...actions, notify: { to: ["lead"], text: "" } });
    else if (isOther(name)) onChange(withOther(actions, name));
    else onChange(withChange(actions, name, name === "add_tags" || name === "remove_tags" ? [] : null));
  };
  return (
    <>
      <FieldParts actions={actions} added={addedPart} onChange={onChange} />
      <OtherParts actions={actions} added={addedPart} onChange={onChange} />
      {texts.map((name) => (
        <TextPart
          key={name}
          name={name}
          label={label(name)}
          isNew={name === addedPart}
          actions={actions}
          onChange={onChange}
        />
      ))}
      {missing.length > 0 && (
        <div className={css.part}>
          <Chip
            label={t("automations.addAction")}
            isAdd
            choices={missing.map((value) => ({ value, label: label(value) }))}
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
function useDirect(missing: readonly string[], label: (name: string) => string): Choice[] {
  const choicesOf = useChoicesOf();
  const macros = useUsableMacros();
  const t = useTexts();
  const valuesOf = (name: string): readonly Choice[] => {
    if (name === "macro") return macros;
    if (name === "notify") return NOTIFIED.map((value) => ({ value, label: t(`automations.notified.${value}`) }));
    if ((TAGS as readonly string[]).includes(name)) return choicesOf("tags");
    return FIELDS.includes(name) ? choicesOf(name) : [];
  };
  return missing.flatMap((name) =>
    valuesOf(name).map((each) => ({ ...each, value: `${name}=${each.value}`, hint: label(name) })),
  );
}

function withValue(actions: AutomationActions, name: string, value: string): AutomationActions {
  if (name === "macro") return { ...actions, macro: value };
  if (name === "notify") return { ...actions, notify: { to: [value], text: "" } };
  if ((TAGS as readonly string[]).includes(name)) return withChange(actions, name, [value]);
  return withChange(actions, name, value === NONE ? emptyValueOf(name) : value);
}

const namesIn = ({ changes = {} }: AutomationActions): string[] =>
  [...FIELDS, ...TAGS].filter((name) => name in changes);

const actionLabel = (t: Translate, name: string): string =>
  name in fieldsByName
    ? t("automations.setField", { field: fieldName(t, name) })
    : t(`automations.does.${name as "note"}`);

const withChange = (actions: AutomationActions, name: string, value: unknown): AutomationActions => ({
  ...actions,
  changes: { ...actions.changes, [name]: value },
});

function withoutChange({ changes, ...rest }: AutomationActions, name: string): AutomationActions {
  const { [name]: _, ...others } = changes!;
  return Object.keys(others).length > 0 ? { ...rest, changes: others } : rest;
}

/** The fields and tags that the automation sets. */
function FieldParts({ actions, added, onChange }: AddedProps) {
  const t = useTexts();
  return namesIn(actions).map((name) => {
    const label = actionLabel(t, name);
    return (
      <div key={name} className={css.part}>
        {label}
        <ValueChip
          name={name}
          value={actions.changes![name]}
          label={label}
          isNew={name === added}
          onChange={(value) => onChange(withChange(actions, name, value))}
        />
        <Remove label={label} onClick={() => onChange(withoutChange(actions, name))} />
      </div>
    );
  });
}

function OtherParts({ actions, added, onChange }: AddedProps) {
  const t = useTexts();
  return othersOf(actions).map((name) => (
    <div key={name} className={css.part}>
      {t(`automations.does.${name}`)}
      <OtherAction name={name} isNew={name === added} actions={actions} onChange={onChange} />
      <Remove
        label={t(`automations.does.${name}`)}
        // a survey has no options
        isFocused={name === added && name.startsWith("survey")}
        onClick={() => onChange(withoutOther(actions, name))}
      />
    </div>
  ));
}

const fieldsByName = Object.fromEntries(FIELDS.map((name) => [name, true]));
/** Fields with a fixed list of values, one of which has to be chosen. */
const CHOSEN = new Set<string>(fieldEntries().flatMap(([name, { choices }]) => (choices ? [name] : [])));
const NONE = "none";

const emptyValueOf = (name: string) => (name === "assigned_to" ? null : "");

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
  const isTags = name === "add_tags" || name === "remove_tags";
  const choices = useValueChoices(isTags ? "tags" : name);
  const isOpen = value === null && CHOSEN.has(name);
  const one = value === null || value === "" ? NONE : String(value);
  const values = isTags ? (value as string[]) : isOpen ? [] : [one];
  return (
    <Chip
      label={label}
      isMulti={isTags}
      isTyped={isTags}
      isNew={isNew}
      choices={choices}
      values={values}
      placeholder={t("automations.choose")}
      onChange={(next) => onChange(isTags ? next : next[0] === NONE ? emptyValueOf(name) : next[0])}
    />
  );
}

interface TextProps extends Props {
  name: (typeof TEXTS)[number];
  label: string;
  /** Was added just now, so it takes the focus. */
  isNew: boolean;
}

function TextPart({ name, label, isNew, actions, onChange }: TextProps) {
  const t = useTexts();
  const people = usePeople({ withNobody: false, isForAll: true });
  const text = name === "notify" ? actions.notify!.text : actions[name]!;
  const write = (next: string) =>
    onChange({ ...actions, [name]: name === "notify" ? { ...actions.notify!, text: next } : next });
  return (
    <div className={css.part}>
      {label}
      {name === "notify" && (
        <Chip
          label={label}
          isMulti
          choices={[...NOTIFIED.map((value) => ({ value, label: t(`automations.notified.${value}`) })), ...people]}
          values={actions.notify!.to}
          placeholder={t("automations.choose")}
          onChange={(to) => onChange({ ...actions, notify: { ...actions.notify!, to } })}
        />
      )}
      <Remove
        label={label}
        onClick={() => {
          const { [name]: _, ...rest } = actions;
          onChange(rest);
        }}
      />
      <Textarea
        className={css.text}
        aria-label={label}
        autoFocus={isNew}
        autosize
        minRows={2}
        maxRows={12}
        value={text}
        onChange={({ currentTarget: { value } }) => write(value)}
      />
      {name === "notify" && actions.notify!.to.includes("lead") && <LeadHint />}
      <Text size="xs" c="dimmed">
        {t("automations.values", { list: TEXT_VALUES.map((each) => `{{ ${each} }}`).join(", ") })}
      </Text>
    </div>
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
