import "../lib/later-texts.ts";
import { Button, Group, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { api, Refusal } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { errorText, showNotice } from "../ui/notices.ts";
import { ActionParts } from "./ActionParts.tsx";
import css from "./Automations.module.css";
import { type Automation, automationsSaved, type Rule } from "./automations-queries.ts";
import { DryRunPanel } from "./DryRunPanel.tsx";
import { FilterParts } from "./FilterParts.tsx";
import { Runs } from "./Runs.tsx";
import { TriggerPart } from "./TriggerPart.tsx";

const FIELDS = ["name", "trigger", "filters", "actions"];

interface FormProps {
  automation: Automation | null;
  onClose(): void;
}

/** Adds an automation or edits one, as a sentence: when, if, then; beside it, what it would have done and has done. */
export function AutomationForm({ automation, onClose }: FormProps) {
  const t = useTexts();
  const [name, setName] = useState(automation?.name ?? "");
  const [isActive, setActive] = useState(automation?.is_active ?? true);
  const [rule, setRule] = useState<Rule>(() => ruleOf(automation));
  const saving = useSaving(automation, onClose);
  const refusal = saving.error instanceof Refusal ? saving.error : null;
  return (
    <form
      noValidate
      className={css.form}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        saving.mutate({ name, ...rule, is_active: isActive });
      }}
    >
      <Stack>
        {saving.error && !FIELDS.some((field) => refusal?.field(field)) && (
          <Text role="alert" c="var(--late)">
            {errorText(saving.error)}
          </Text>
        )}
        {automation?.paused_because && (
          <p className={css.paused}>{t("automations.paused", { why: automation.paused_because })}</p>
        )}
        <TextInput
          label={t("automations.name")}
          value={name}
          error={refusal?.field("name")}
          maxLength={100}
          required
          data-autofocus
          placeholder={t("automations.example")}
          onChange={({ currentTarget: { value } }) => setName(value)}
        />
        <RuleSentence rule={rule} onChange={setRule} refusal={refusal} />
        <Switch
          label={t("automations.on")}
          checked={isActive}
          onChange={({ currentTarget: { checked } }) => setActive(checked)}
        />
        <Text size="sm" c="dimmed">
          {t("automations.howItRuns")}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" loading={saving.isPending}>
            {t("common.save")}
          </Button>
        </Group>
      </Stack>
      <aside className={css.side}>
        <DryRunPanel rule={rule} />
        {automation && <Runs id={automation.id} />}
      </aside>
    </form>
  );
}

const ruleOf = (automation: Automation | null): Rule => ({
  trigger: automation?.trigger ?? { on: "created" },
  filters: automation?.filters ?? {},
  actions: automation?.actions ?? {},
});

function useSaving(automation: Automation | null, onClose: () => void) {
  const t = useTexts();
  return useMutation({
    mutationFn: async (values: Rule & { name: string; is_active: boolean }) => {
      const saved = automation
        ? await api.patch("/automations/{id}/", values as never, { path: { id: automation.id } })
        : await api.post("/automations/", values as never);
      await automationsSaved();
      showNotice(t("automations.saved", { name: saved.name }));
    },
    onSuccess: onClose,
  });
}

interface SentenceProps {
  rule: Rule;
  onChange(update: (rule: Rule) => Rule): void;
  refusal: Refusal | null;
}

/** When, if, then. */
function RuleSentence({ rule, onChange, refusal }: SentenceProps) {
  const t = useTexts();
  const change = (part: Partial<Rule>) => onChange((before) => ({ ...before, ...part }));
  return (
    <div>
      <RulePart label={t("automations.when")} problem={refusal?.field("trigger")}>
        <TriggerPart trigger={rule.trigger} onChange={(trigger) => change({ trigger })} />
      </RulePart>
      <RulePart label={t("automations.if")} problem={refusal?.field("filters")}>
        <FilterParts
          filters={rule.filters}
          onChange={(next) =>
            onChange((before) => ({ ...before, filters: typeof next === "function" ? next(before.filters) : next }))
          }
        />
      </RulePart>
      <RulePart label={t("automations.then")} problem={refusal?.field("actions")}>
        <ActionParts actions={rule.actions} onChange={(actions) => change({ actions })} />
      </RulePart>
    </div>
  );
}

function RulePart({ label, problem, children }: { label: string; problem?: string | null; children: ReactNode }) {
  return (
    <fieldset className={css.row}>
      <legend>{label}</legend>
      <div>
        {children}
        {problem && (
          <Text role="alert" size="sm" c="var(--late)">
            {problem}
          </Text>
        )}
      </div>
    </fieldset>
  );
}
