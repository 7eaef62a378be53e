import "../lib/later-texts.ts";
import { Button, Group, MultiSelect, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Reminder, SLA_METRICS, type SlaMetric } from "../../wire/sla-words.ts";
import { CATEGORIES, PRIORITIES, type Priority, TEAMS } from "../../wire/ticket-words.ts";
import { api, Refusal } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { DialogFoot } from "../ui/DialogFoot.tsx";
import { errorText, showNotice } from "../ui/notices.ts";
import { Reminders } from "./Reminders.tsx";
import css from "./Settings.module.css";
import { Simulator } from "./Simulator.tsx";
import { type Calendar, type Policy, slaSaved } from "./sla-queries.ts";
import { parseTarget, targetText } from "./targets.ts";

type Written = Record<Priority, Record<SlaMetric, string>>;
const PAUSES = ["new", "assigned", "in_progress", "pending"] as const;
const ALWAYS = "always";
const FIELDS = ["name", "filters", "calendar", "targets", "pauses_on", "reminders"];
const NEW_TARGETS: Record<Priority, readonly (number | null)[]> = {
  urgent: [30, 60, 480],
  high: [120, 240, 960],
  medium: [240, 480, 1920],
  low: [480, 960, null],
};

const written = (policy: Policy | null): Written =>
  Object.fromEntries(
    PRIORITIES.map((priority) => [
      priority,
      Object.fromEntries(
        SLA_METRICS.map((metric, n) => {
          const own = policy?.targets[priority] as Record<SlaMetric, number | null> | undefined;
          return [metric, targetText(own ? own[metric] : NEW_TARGETS[priority][n]!)];
        }),
      ),
    ]),
  ) as Written;

interface Props {
  policy: Policy | null;
  calendars: readonly Calendar[];
  onClose(): void;
}

/** Adds a policy or edits one: which tickets, which targets, when it pauses, whom it tells; and what it would do. */
export function PolicyForm({ policy, calendars, onClose }: Props) {
  const t = useTexts();
  const [name, setName] = useState(policy?.name ?? "");
  const [filters, setFilters] = useState<Record<string, string>>(policy?.filters ?? {});
  const [hours, setHours] = useState<string>(policy ? (policy.calendar ?? ALWAYS) : (calendars[0]?.id ?? ALWAYS));
  const [targets, setTargets] = useState(() => written(policy));
  const [pauses, setPauses] = useState<readonly string[]>(policy?.pauses_on ?? ["pending"]);
  const [reminders, setReminders] = useState<readonly Reminder[]>(
    (policy?.reminders as Reminder[] | undefined) ?? [
      { before: "30m", to: ["assignee"] },
      { before: "0m", to: ["assignee", "lead"] },
    ],
  );
  const [isActive, setActive] = useState(policy?.is_active ?? true);
  const parsed = Object.values(targets).flatMap((row) => Object.values(row).map(parseTarget));
  const values = { name, filters, hours, targets, pauses, reminders, isActive };
  const saving = useSaving(policy, values, onClose);
  const refusal = saving.error instanceof Refusal ? saving.error : null;
  return (
    <form
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        saving.mutate();
      }}
    >
      <Stack maw={860}>
        {saving.error && !FIELDS.some((field) => refusal?.field(field)) && (
          <Text role="alert" c="var(--late)">
            {errorText(saving.error)}
          </Text>
        )}
        <TextInput
          label={t("sla.fields.name")}
          value={name}
          error={refusal?.field("name")}
          maxLength={100}
          required
          data-autofocus
          placeholder={t("sla.policies.example")}
          onChange={({ currentTarget: { value } }) => setName(value)}
        />
        <Filters filters={filters} onChange={setFilters} error={refusal?.field("filters")} />
        <Hours calendars={calendars} hours={hours} onChange={setHours} error={refusal?.field("calendar")} />
        <Targets targets={targets} onChange={setTargets} error={refusal?.field("targets")} />
        <MultiSelect
          label={t("sla.fields.pauses_on")}
          data={PAUSES.map((value) => ({ value, label: t(`statuses.${value}`) }))}
          value={[...pauses]}
          error={refusal?.field("pauses_on")}
          onChange={setPauses}
        />
        <Reminders reminders={reminders} onChange={setReminders} error={refusal?.field("reminders")} />
        <Switch
          label={t("sla.fields.is_active")}
          checked={isActive}
          onChange={({ currentTarget: { checked } }) => setActive(checked)}
        />
        <Simulator targets={targets} calendar={hours === ALWAYS ? null : hours} />
        <DialogFoot onCancel={onClose}>
          <Button type="submit" loading={saving.isPending} disabled={parsed.includes(undefined)}>
            {t("common.save")}
          </Button>
        </DialogFoot>
      </Stack>
    </form>
  );
}

interface Values {
  name: string;
  filters: Record<string, string>;
  /** The ID of a calendar, or always. */
  hours: string;
  targets: Written;
  pauses: readonly string[];
  reminders: readonly Reminder[];
  isActive: boolean;
}

function bodyOf({ name, filters, hours, targets, pauses, reminders, isActive }: Values) {
  const minutes = Object.fromEntries(
    PRIORITIES.map((priority) => [
      priority,
      Object.fromEntries(SLA_METRICS.map((metric) => [metric, parseTarget(targets[priority][metric]) ?? null])),
    ]),
  );
  const isAlways = hours === ALWAYS;
  return {
    name,
    filters,
    clock: isAlways ? "always" : "business",
    calendar: isAlways ? null : hours,
    targets: minutes,
    pauses_on: pauses,
    reminders,
    is_active: isActive,
  } as never;
}

function useSaving(policy: Policy | null, written: Values, onSaved: () => void) {
  const t = useTexts();
  return useMutation({
    mutationFn: async () => {
      const values = bodyOf(written);
      const saved = policy
        ? await api.patch("/sla-policies/{id}/", values, { path: { id: policy.id } })
        : await api.post("/sla-policies/", values);
      await slaSaved();
      showNotice(t("sla.saved", { name: saved.name }));
    },
    onSuccess: onSaved,
  });
}

interface FiltersProps {
  filters: Record<string, string>;
  onChange(filters: Record<string, string>): void;
  error: string | null | undefined;
}

/** Which tickets the policy is for. */
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
      placeholder={filters[field] ? "" : t("filters.any")}
      onChange={(values) => choose(field, values)}
    />
  );
  return (
    <fieldset className={css.set}>
      <legend>{t("sla.policies.tickets")}</legend>
      <Group grow align="flex-start">
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
      </Group>
      <Problem text={error} />
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

const Problem = ({ text }: { text: string | null | undefined }) =>
  text ? (
    <Text role="alert" size="sm" c="var(--late)">
      {text}
    </Text>
  ) : null;

interface TargetsProps {
  targets: Written;
  onChange(targets: Written): void;
  error: string | null | undefined;
}

function Targets({ targets, onChange, error }: TargetsProps) {
  const t = useTexts();
  return (
    <div className={css.scroll}>
      <table className={css.targets}>
        <caption>{t("sla.fields.targets")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("fields.priority")}</th>
            {SLA_METRICS.map((metric) => (
              <th key={metric} scope="col">
                {t(`sla.metrics.${metric}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {PRIORITIES.toReversed().map((priority) => (
            <tr key={priority}>
              <th scope="row">{t(`priorities.${priority}`)}</th>
              {SLA_METRICS.map((metric) => {
                const value = targets[priority][metric];
                return (
                  <td key={metric}>
                    <TextInput
                      aria-label={`${t(`priorities.${priority}`)}, ${t(`sla.metrics.${metric}`)}`}
                      placeholder={t("sla.noTarget")}
                      value={value}
                      error={parseTarget(value) === undefined ? t("sla.targetHint") : null}
                      onChange={({ currentTarget }) =>
                        onChange({ ...targets, [priority]: { ...targets[priority], [metric]: currentTarget.value } })
                      }
                    />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <Problem text={error} />
    </div>
  );
}
