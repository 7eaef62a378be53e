import "../lib/later-texts.ts";
import { Input, SegmentedControl, Stack, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import type { FieldEntry } from "../../wire/ticket-fields.ts";
import { CATEGORIES, type Category, PRIORITIES, TEAM_OF_CATEGORY } from "../../wire/ticket-words.ts";
import { useTexts } from "../lib/texts.ts";
import { fromWallTime, wallTimeOf } from "../lib/time.ts";
import { RelatedSelect } from "../records/RelatedSelect.tsx";
import { StepList } from "../ticket-templates/StepList.tsx";
import { choiceWord } from "../tickets/choice-words.ts";
import { useColleagues } from "../tickets/people.ts";
import { personHint } from "../tickets/people-words.ts";
import { plainFields } from "../tickets/plain-fields.ts";
import { synonymsOf } from "../tickets/synonyms.ts";
import { TagEntry } from "../tickets/TagEntry.tsx";
import { PickField } from "../ui/PickField.tsx";
import { useTypedDate } from "../ui/use-typed-date.ts";
import type { FieldsProps } from "./CustomerLines.tsx";
import { NewTicketDue } from "./NewTicketDue.tsx";

type Props = FieldsProps;

/** The assignee, the due time and the checklist of a new ticket. */
export function NewTicketFields({ fields, change, wrong }: Props) {
  const t = useTexts();
  const colleagues = useColleagues().filter(({ is_active, id }) => is_active || id === fields.assigned_to);
  const assignee = colleagues.find(({ id }) => id === fields.assigned_to);
  const team = assignee?.role ?? (fields.assigned_team || TEAM_OF_CATEGORY[fields.category as Category]);
  return (
    <Stack>
      <PickField
        label={t("fields.category")}
        choices={CATEGORIES.map((value) => ({
          value,
          label: t(`categories.${value}`),
          synonyms: synonymsOf(t, "category", value),
          hint: TEAM_OF_CATEGORY[value] ? t(`roles.${TEAM_OF_CATEGORY[value] as "Tech"}`) : "",
        }))}
        value={fields.category}
        onChoose={(category) => category && change({ category, assigned_team: "" })}
        description={team ? t("newTicket.goesTo", { team: t(`roles.${team as "Tech"}`) }) : t("newTicket.noTeam")}
      />
      <PriorityField fields={fields} change={change} />
      <PickField
        label={t("fields.assigned_to")}
        placeholder={t("ticket.nobody")}
        isClearable
        choices={colleagues.map((person) => ({
          value: person.id,
          label: person.full_name,
          hint: personHint(t, person),
        }))}
        value={fields.assigned_to}
        error={wrong("assigned_to")}
        onChoose={(assigned_to) => change({ assigned_to })}
      />
      <NewTicketDue fields={fields} change={change} />
      <RelatedSelect
        name="zone"
        company={fields.company}
        value={fields.zone}
        shown={fields.zoneName ?? undefined}
        placeholder={t("newTicket.companyFirst")}
        error={wrong("zone")}
        onChoose={(zone, zoneName) => change({ zone, zoneName })}
      />
      {otherFields().map((entry) => (
        <Other key={entry[0]} entry={entry} fields={fields} change={change} wrong={wrong} />
      ))}
      <TagEntry
        label={t("fields.tags")}
        value={fields.tags}
        error={wrong("tags")}
        onChange={(tags) => change({ tags })}
      />
      <Input.Wrapper label={t("checklist.title")} labelElement="div">
        <StepList steps={fields.checklist} onChange={(checklist) => change({ checklist })} />
      </Input.Wrapper>
    </Stack>
  );
}

function PriorityField({ fields, change }: Pick<Props, "fields" | "change">) {
  const t = useTexts();
  return (
    <Input.Wrapper label={t("fields.priority")} labelElement="div">
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={t("fields.priority")}
        data={PRIORITIES.map((value) => ({ value, label: t(`priorities.${value}`) }))}
        value={fields.priority}
        onChange={(priority) => change({ priority })}
      />
    </Input.Wrapper>
  );
}

// the category is chosen above, and the team follows from it
const otherFields = () => plainFields().filter(([name]) => name !== "category" && name !== "assigned_team");

/** A field with the input for its kind. */
function Other({ entry, fields, change, wrong }: Props & { entry: FieldEntry }) {
  const t = useTexts();
  const [name, { kind, choices = [], max }] = entry;
  const value = (fields as unknown as Record<string, string | null | undefined>)[name] ?? "";
  const set = (next: string | null) => change({ [name]: next });
  const field = { label: t(`fields.${name as "status"}`), error: wrong(name) };
  if (kind === "choice")
    return (
      <PickField
        {...field}
        isClearable
        choices={choices.map((each) => ({ value: each, label: choiceWord(t, name, each) }))}
        value={value || null}
        onChoose={(word) => set(word ?? "")}
      />
    );
  if (kind === "instant") return <DateTimeField {...field} at={value} onTake={set} />;
  return (
    <TextInput
      {...field}
      {...(max && { maxLength: max })}
      value={value}
      onChange={({ currentTarget: { value: typedText } }) => set(typedText)}
    />
  );
}

function DateTimeField({
  at,
  onTake,
  ...field
}: {
  label: string;
  error: ReactNode;
  at: string;
  onTake(at: string | null): void;
}) {
  const typing = useTypedDate(at && wallTimeOf(at), (wall) => onTake(wall ? fromWallTime(wall) : null));
  return <TextInput {...field} type="datetime-local" {...typing} />;
}
