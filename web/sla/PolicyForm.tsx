import "../lib/later-texts.ts";
import { Button, Group, MultiSelect, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { SLA_METRICS } from "../../wire/sla-words.ts";
import { CATEGORIES, PRIORITIES, TEAMS } from "../../wire/ticket-words.ts";
import { api, Refusal } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { DialogFoot } from "../ui/DialogFoot.tsx";
import { errorText, showNotice } from "../ui/notices.ts";
import { ALWAYS, type PolicyValues, policyBody, policyValues } from "./policy-values.ts";
import { Reminders } from "./Reminders.tsx";
import css from "./Settings.module.css";
import { Simulator } from "./Simulator.tsx";
import { type Calendar, type Policy, slaSaved } from "./sla-queries.ts";
import { parseTarget } from "./targets.ts";

const PAUSES = ["new", "assigned", "in_progress", "pending"] as const;
const FIELDS = ["name", "filters", "calendar", "targets", "pauses_on", "reminders"];

interface Props {
  policy: Policy | null;
  calendars: readonly Calendar[];
  onClose(): void;
}

/** Adds a policy or edits one: which tickets, which targets, when it pauses, whom it tells; and what it would do. */
export function PolicyForm({ policy, calendars, onClose }: Props) {
  const t = useTexts();
  const [values, setValues] = useState(() => policyValues(policy, calendars));
  const change = (more: Partial<PolicyValues>) => setValues((before) => ({ ...before, ...more }));
  const { hours, targets } = values;
  const hasBadTarget = Object.values(targets).some((row) => Object.values(row).map(parseTarget).includes(undefined));
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
        <PolicyFields values={values} calendars={calendars} refusal={refusal} onChange={change} />
        <Simulator targets={targets} calendar={hours === ALWAYS ? null : hours} />
        <DialogFoot onCancel={onClose}>
          <Button type="submit" loading={saving.isPending} disabled={hasBadTarget}>
            {t("common.save")}
          </Button>
        </DialogFoot>
      </Stack>
    </form>
  );
}

interface FieldsProps {
  values: PolicyValues;
  calendars: readonly Calendar[];
  refusal: Refusal | null;
  onChange(change: Partial<PolicyValues>): void;
}

function PolicyFields({ values, calendars, refusal, onChange: change }: FieldsProps) {
  const t = useTexts();
  const { name, filters, hours, targets, pauses, reminders, isActive } = values;
  return (
    <>
      <TextInput
        label={t("sla.fields.name")}
        value={name}
        error={refusal?.field("name")}
        maxLength={100}
        required
        data-autofocus
        placeholder={t("sla.policies.example")}
        onChange={({ currentTarget: { value } }) => change({ name: value })}
      />
      <Filters filters={filters} onChange={(filters) => change({ filters })} error={refusal?.field("filters")} />
      <Hours
        calendars={calendars}
        hours={hours}
        onChange={(hours) => change({ hours })}
        error={refusal?.field("calendar")}
      />
      <Targets targets={targets} onChange={(targets) => change({ targets })} error={refusal?.field("targets")} />
      <MultiSelect
        label={t("sla.fields.pauses_on")}
        data={PAUSES.map((value) => ({ value, label: t(`statuses.${value}`) }))}
        value={[...pauses]}
        error={refusal?.field("pauses_on")}
        onChange={(pauses) => change({ pauses })}
      />
      <Reminders
        reminders={reminders}
        onChange={(reminders) => change({ reminders })}
        error={refusal?.field("reminders")}
      />
      <Switch
        label={t("sla.fields.is_active")}
        checked={isActive}
        onChange={({ currentTarget: { checked } }) => change({ isActive: checked })}
      />
    </>
  );
}

function useSaving(policy: Policy | null, values: PolicyValues, onSaved: () => void) {
  const t = useTexts();
  return useMutation({
    mutationFn: async () => {
      const body = policyBody(values);
      const saved = policy
        ? await api.patch("/sla-policies/{id}/", body, { path: { id: policy.id } })
        : await api.post("/sla-policies/", body);
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
  targets: PolicyValues["targets"];
  onChange(targets: PolicyValues["targets"]): void;
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
