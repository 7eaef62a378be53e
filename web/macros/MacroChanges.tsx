import "../lib/later-texts.ts";
import { Fieldset, Select, SimpleGrid, Text } from "@mantine/core";
import { type FieldDescription, TICKET_FIELDS, type TicketFieldName } from "../../wire/ticket-fields.ts";
import { useTexts } from "../lib/texts.ts";
import { useColleagues } from "../tickets/people.ts";
import { fieldName, valueWord } from "../tickets/rule-words.ts";
import { TagEntry } from "../tickets/TagEntry.tsx";
import { FormProblem } from "../ui/FormFoot.tsx";
import { useSearchable } from "../ui/use-searchable.ts";
import { MACRO_FIELDS } from "./macro-fields.ts";

interface Props {
  changes: Readonly<Record<string, unknown>>;
  problem: string | null;
  onChange(changes: Record<string, unknown>): void;
}

const TAGS = ["add_tags", "remove_tags"] as const;
const MAX_TAGS = 20;
/** The choice that unassigns a ticket, because a list has no null. */
const NOBODY = "nobody";

/** The changes to the ticket that go with the reply. An empty field stays as it is. */
export function MacroChanges({ changes, problem, onChange }: Props) {
  const t = useTexts();
  const set = (name: string, value: unknown) => {
    const { [name]: _, ...rest } = changes;
    onChange(value === undefined ? rest : { ...rest, [name]: value });
  };
  return (
    <Fieldset legend={t("macros.changes")}>
      <Text size="sm" c="dimmed" mb="sm">
        {t("macros.changesHint")}
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        {MACRO_FIELDS.map((name) => (
          <ChoiceOf key={name} name={name} value={changes[name]} onChange={(value) => set(name, value)} />
        ))}
        {TAGS.map((name) => (
          <TagEntry
            key={name}
            label={t(`macros.${name}`)}
            value={(changes[name] as string[] | undefined) ?? []}
            maxTags={MAX_TAGS}
            onChange={(value) => set(name, value.length > 0 ? value : undefined)}
          />
        ))}
      </SimpleGrid>
      <FormProblem>{problem}</FormProblem>
    </Fieldset>
  );
}

interface ChoiceProps {
  name: TicketFieldName;
  value: unknown;
  onChange(value: string | null | undefined): void;
}

/** A field that the macro can set; without a choice it does not change. */
function ChoiceOf({ name, value, onChange }: ChoiceProps) {
  const t = useTexts();
  const searchable = useSearchable();
  const people = useColleagues();
  const active = people
    .filter(({ is_active }) => is_active)
    .map(({ id, full_name }) => ({ value: id, label: full_name }));
  const { choices = [] }: FieldDescription = TICKET_FIELDS[name];
  const person = (id: string) => people.find((each) => each.id === id)?.full_name ?? id;
  const data =
    name === "assigned_to"
      ? [{ value: NOBODY, label: valueWord(t, person, name, null) }, ...active]
      : choices.map((choice) => ({ value: choice, label: valueWord(t, person, name, choice) }));
  return (
    <Select
      label={fieldName(t, name)}
      placeholder={t("macros.unchanged")}
      clearable
      clearButtonProps={{ "aria-label": t("macros.leave", { field: fieldName(t, name) }) }}
      {...(name === "assigned_to" && searchable)}
      value={value === null ? NOBODY : ((value as string | undefined) ?? null)}
      data={data}
      onChange={(next) => onChange(next === NOBODY ? null : (next ?? undefined))}
    />
  );
}
