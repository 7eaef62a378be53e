import "../lib/later-texts.ts";
import { MultiSelect, Select, SimpleGrid, Stack, Switch } from "@mantine/core";
import { PAUSE_STATUSES } from "../../wire/sla-words.ts";
import { CATEGORIES, PRIORITIES, TEAMS } from "../../wire/ticket-words.ts";
import { api } from "../lib/api.ts";
import { type Translate, useTexts } from "../lib/texts.ts";
import { FormProblem, SaveFoot } from "../ui/FormFoot.tsx";
import { NameInput } from "../ui/NameInput.tsx";
import { RestoredNotice } from "../ui/Unsaved.tsx";
import { useKept } from "../ui/use-kept.ts";
import { type SaveHeaders, useSaving } from "../ui/use-saving.ts";
import { SaveHint } from "./OpenTickets.tsx";
import { ALWAYS, type PolicyDraft, policyBody, policyValues } from "./policy-values.ts";
import { Reminders } from "./Reminders.tsx";
import css from "./Settings.module.css";
import { Simulator } from "./Simulator.tsx";
import { type Calendar, type Policy, slaSaved } from "./sla-queries.ts";
import { Targets } from "./Targets.tsx";
import { minutesPerDay, parseTarget } from "./targets.ts";

const FIELDS = ["name", "filters", "calendar", "targets", "pauses_on", "reminders"];

interface Props {
  policy: Policy | null;
  calendars: readonly Calendar[];
  onClose(): void;
}

/** Adds or edits a policy: its tickets, targets, pauses and reminders, and a simulation of them. */
export function PolicyForm({ policy, calendars, onClose }: Props) {
  const t = useTexts();
  const copy = useKept(`sla policy ${policy?.id ?? "new"}`, policyValues(policy, calendars), {
    version: policy?.updated_at,
    onClose,
  });
  const { value: values, change, close } = copy;
  const { hours, targets } = values;
  const name = values.name ?? suggestedName(t, values.filters);
  const calendar = calendars.find(({ id }) => id === hours);
  const perDay = minutesPerDay(calendar);
  const hasBadTarget = Object.values(targets).some((row) =>
    Object.values(row).some((text) => parseTarget(text, perDay) === undefined),
  );
  const { submit, isSaving, errorOf, problem } = useSaving({
    fields: FIELDS,
    readAt: copy.version,
    save: (headers) => save(policy?.id ?? null, policyBody(name, values, perDay), headers),
    reload: slaSaved,
    onSaved: close,
  });
  return (
    <form noValidate onSubmit={submit}>
      <Stack maw={860}>
        <RestoredNotice isRestored={copy.isRestored} />
        <FormProblem>{problem}</FormProblem>
        <PolicyFields {...{ name, values, calendars, perDay, errorOf }} onChange={change} />
        <Simulator {...{ targets, perDay, calendar }} />
        <SaveHint />
        <SaveFoot isSaving={isSaving} disabled={hasBadTarget} onCancel={close} />
      </Stack>
    </form>
  );
}

interface FieldsProps {
  name: string;
  values: PolicyDraft;
  calendars: readonly Calendar[];
  /** The minutes of a day of a target. */
  perDay: number;
  errorOf(field: string): string | null;
  onChange(change: Partial<PolicyDraft>): void;
}

function PolicyFields({ name, values, calendars, perDay, errorOf, onChange: change }: FieldsProps) {
  const t = useTexts();
  const { filters, hours, targets, pauses, reminders, isActive } = values;
  return (
    <>
      <NameInput
        value={name}
        error={errorOf("name")}
        onFocus={({ currentTarget }) => currentTarget.select()}
        onText={(name) => change({ name })}
      />
      <Filters filters={filters} onChange={(filters) => change({ filters })} error={errorOf("filters")} />
      <Hours calendars={calendars} hours={hours} onChange={(hours) => change({ hours })} error={errorOf("calendar")} />
      <Targets
        targets={targets}
        only={filters.priority}
        perDay={perDay}
        onChange={(targets) => change({ targets })}
        error={errorOf("targets")}
      />
      <MultiSelect
        label={t("sla.fields.pauses_on")}
        data={PAUSE_STATUSES.map((value) => ({ value, label: t(`statuses.${value}`) }))}
        value={[...pauses]}
        error={errorOf("pauses_on")}
        onChange={(pauses) => change({ pauses })}
      />
      <Reminders reminders={reminders} onChange={(reminders) => change({ reminders })} error={errorOf("reminders")} />
      <Switch
        label={t("sla.fields.is_active")}
        checked={isActive}
        onChange={({ currentTarget: { checked } }) => change({ isActive: checked })}
      />
    </>
  );
}

/** The name of a policy until someone names it: High, Urgent. */
function suggestedName(t: Translate, { priority, category, team }: Record<string, string>): string {
  const words = (value: string | undefined, kind: "priorities" | "categories" | "roles") =>
    value?.split(",").map((each) => t(`${kind}.${each}` as "priorities.low")) ?? [];
  const all = [...words(priority, "priorities"), ...words(category, "categories"), ...words(team, "roles")];
  return all.join(", ") || t("sla.policies.everyTicket");
}

function save(id: string | null, body: ReturnType<typeof policyBody>, headers: SaveHeaders) {
  return id ? api.patch("/sla-policies/{id}/", body, { path: { id }, headers }) : api.post("/sla-policies/", body);
}

interface FiltersProps {
  filters: Record<string, string>;
  onChange(filters: Record<string, string>): void;
  error: string | null | undefined;
}

/** The tickets that the policy is for. */
function Filters({ filters, onChange: setFilters, error }: FiltersProps) {
  const t = useTexts();
  const choose = (field: string, values: string[]) => {
    const { [field]: _, ...rest } = filters;
    setFilters(values.length > 0 ? { ...rest, [field]: values.join(",") } : rest);
  };
  const filter = (field: string, data: { value: string; label: string }[]) => (
    <MultiSelect
      label={t(`fields.${field === "team" ? "assigned_team" : (field as "category")}`)}
      data={data}
      value={filters[field]?.split(",") ?? []}
      placeholder={filters[field] ? "" : t("filterMenu.any")}
      onChange={(values) => choose(field, values)}
    />
  );
  return (
    <fieldset className={css.set}>
      <legend>{t("sla.policies.tickets")}</legend>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        {filter(
          "category",
          CATEGORIES.map((value) => ({ value, label: t(`categories.${value}`) })),
        )}
        {filter(
          "priority",
          PRIORITIES.map((value) => ({ value, label: t(`priorities.${value}`) })),
        )}
        {filter(
          "team",
          TEAMS.map((value) => ({ value, label: t(`roles.${value}`) })),
        )}
      </SimpleGrid>
      <FormProblem>{error}</FormProblem>
    </fieldset>
  );
}

interface HoursProps {
  calendars: readonly Calendar[];
  hours: string;
  onChange(hours: string): void;
  error: string | null | undefined;
}

function Hours({ calendars, hours, onChange, error }: HoursProps) {
  const t = useTexts();
  return (
    <Select
      label={t("sla.fields.hours")}
      data={[
        ...calendars.map(({ id, name }) => ({ value: id, label: name })),
        { value: ALWAYS, label: t("sla.clocks.always") },
      ]}
      value={hours}
      error={error}
      allowDeselect={false}
      onChange={(value) => value && onChange(value)}
    />
  );
}
