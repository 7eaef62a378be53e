import "../lib/later-texts.ts";
import { Fieldset, NumberInput, SimpleGrid, Text } from "@mantine/core";
import { TEMPLATE_TICKET_FIELDS, type TemplateField, type TemplateValues } from "../../wire/template-words.ts";
import {
  type FieldDescription,
  type FieldsLike,
  TICKET_FIELDS,
  type TicketFieldName,
} from "../../wire/ticket-fields.ts";
import { useTexts } from "../lib/texts.ts";
import { CompanySelect } from "../records/CompanySelect.tsx";
import { RelatedSelect } from "../records/RelatedSelect.tsx";
import { choiceWord } from "../tickets/choice-words.ts";
import { useColleagues } from "../tickets/people.ts";
import { fieldName } from "../tickets/rule-words.ts";
import { TagEntry, tagsIn } from "../tickets/TagEntry.tsx";
import { FormProblem } from "../ui/FormFoot.tsx";
import { PickField } from "../ui/PickField.tsx";

interface Props {
  fields: TemplateValues;
  /** The names of the chosen records. */
  names: Readonly<Record<string, string>>;
  /** The fields whose value no longer exists, with the reason. */
  missing: Partial<Record<TemplateField, string>>;
  problem: string | null;
  onChange(fields: TemplateValues): void;
}

const MAX_DAYS = 3650;

type ChoiceName = Extract<TemplateField, FieldsLike<{ kind: "choice" }>>;
const choicesOf = (name: TicketFieldName) => (TICKET_FIELDS[name] as FieldDescription).choices ?? [];
/** Choices without a place of their own, such as the team. */
const OTHER_CHOICES = TEMPLATE_TICKET_FIELDS.filter(
  (name): name is ChoiceName =>
    (TICKET_FIELDS[name] as FieldDescription).kind === "choice" && name !== "category" && name !== "priority",
);

/** What a template sets. An empty field stays as it is in the new ticket. */
export function TemplateFields({ fields, names, missing, problem, onChange }: Props) {
  const t = useTexts();
  const set = (more: TemplateValues) =>
    onChange(
      Object.fromEntries(Object.entries({ ...fields, ...more }).filter(([, each]) => each !== null && each !== "")),
    );
  const choice = (name: ChoiceName) => (
    <PickField
      key={name}
      label={fieldName(t, name)}
      isClearable
      value={fields[name] ?? null}
      shown={fields[name]}
      error={missing[name]}
      choices={choicesOf(name).map((value) => ({ value, label: choiceWord(t, name, value) }))}
      onChoose={(word) => set({ [name]: word ?? "" })}
    />
  );
  return (
    <Fieldset legend={t("templates.fields")}>
      <Text size="sm" c="dimmed" mb="sm">
        {t("templates.fieldsHint")}
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {choice("category")}
        {choice("priority")}
        <Assignee
          value={fields.assigned_to ?? null}
          error={missing.assigned_to}
          onChoose={(id) => set({ assigned_to: id })}
        />
        {OTHER_CHOICES.map(choice)}
        <NumberInput
          label={t("templates.dueInDays")}
          min={0}
          max={MAX_DAYS}
          allowDecimal={false}
          value={fields.due_in_days ?? ""}
          onChange={(days) => set({ due_in_days: typeof days === "number" ? days : null })}
        />
        <TagEntry
          label={t("fields.tags")}
          value={tagsIn(fields.tags ?? "")}
          onChange={(tags) => set({ tags: tags.join(", ") })}
        />
        <Customer {...{ fields, names, missing }} onChange={set} />
      </SimpleGrid>
      <FormProblem>{problem}</FormProblem>
    </Fieldset>
  );
}

function Assignee({
  value,
  error,
  onChoose,
}: {
  value: string | null;
  error: string | undefined;
  onChoose(id: string | null): void;
}) {
  const t = useTexts();
  const colleagues = useColleagues();
  return (
    <PickField
      label={t("fields.assigned_to")}
      isClearable
      value={value}
      error={error}
      choices={colleagues
        .filter(({ is_active, id }) => is_active || id === value)
        .map(({ id, full_name }) => ({ value: id, label: full_name }))}
      onChoose={onChoose}
    />
  );
}

function Customer({ fields, names, missing, onChange }: Pick<Props, "fields" | "names" | "missing" | "onChange">) {
  const t = useTexts();
  const company = fields.company ?? null;
  const relatedSelect = (name: "contact" | "zone") => (
    <RelatedSelect
      name={name}
      company={company}
      value={fields[name] ?? null}
      shown={names[name]}
      placeholder={t("newTicket.companyFirst")}
      error={missing[name]}
      onChoose={(id) => onChange({ [name]: id })}
    />
  );
  return (
    <>
      <CompanySelect
        label={t("fields.company")}
        value={company}
        {...(names.company && { name: names.company })}
        error={missing.company}
        onChange={(id) => onChange({ company: id, contact: null, zone: null })}
      />
      {relatedSelect("contact")}
      {relatedSelect("zone")}
    </>
  );
}
