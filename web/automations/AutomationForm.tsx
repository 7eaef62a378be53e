import "../lib/later-texts.ts";
import { Button, Group, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
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

/** Adds an automation or edits one, as a sentence: when, if, then; beside it, what it would have done and has done. */
export function AutomationForm({ automation, onClose }: { automation: Automation | null; onClose(): void }) {
  const t = useTexts();
  const [name, setName] = useState(automation?.name ?? "");
  const [isActive, setActive] = useState(automation?.is_active ?? true);
  const [rule, setRule] = useState<Rule>({
    trigger: automation?.trigger ?? { on: "created" },
    filters: automation?.filters ?? {},
    actions: automation?.actions ?? {},
  });
  const change = (part: Partial<Rule>) => setRule({ ...rule, ...part });
  const saving = useMutation({
    mutationFn: async () => {
      const values = { name, ...rule, is_active: isActive } as never;
      const saved = automation
        ? await api.patch("/automations/{id}/", values, { path: { id: automation.id } })
        : await api.post("/automations/", values);
      await automationsSaved();
      showNotice(t("automations.saved", { name: saved.name }));
    },
    onSuccess: onClose,
  });
  const refusal = saving.error instanceof Refusal ? saving.error : null;
  const problem = (field: string) => {
    const text = refusal?.field(field);
    return (
      text && (
        <Text role="alert" size="sm" c="var(--late)">
          {text}
        </Text>
      )
    );
  };
  const part = (label: string, children: React.ReactNode, error: React.ReactNode) => (
    <fieldset className={css.row}>
      <legend>{label}</legend>
      <div>
        {children}
        {error}
      </div>
    </fieldset>
  );
  return (
    <form
      noValidate
      className={css.form}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        saving.mutate();
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
        <div>
          {part(
            t("automations.when"),
            <TriggerPart trigger={rule.trigger} onChange={(trigger) => change({ trigger })} />,
            problem("trigger"),
          )}
          {part(
            t("automations.if"),
            <FilterParts
              filters={rule.filters}
              onChange={(next) =>
                setRule((now) => ({ ...now, filters: typeof next === "function" ? next(now.filters) : next }))
              }
            />,
            problem("filters"),
          )}
          {part(
            t("automations.then"),
            <ActionParts actions={rule.actions} onChange={(actions) => change({ actions })} />,
            problem("actions"),
          )}
        </div>
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
