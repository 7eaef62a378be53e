import "../lib/later-texts.ts";
import { Stack, Switch, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { usePersonName } from "../inbox/filter-options.ts";
import { api } from "../lib/api.ts";
import { type Translate, useTexts } from "../lib/texts.ts";
import { useRuleNames } from "../macros/macro-queries.ts";
import { actionWords, remarkWords } from "../tickets/rule-words.ts";
import { Examples } from "../ui/Examples.tsx";
import { FormProblem, SaveFoot } from "../ui/FormFoot.tsx";
import { NameInput } from "../ui/NameInput.tsx";
import { showWarning } from "../ui/notices.ts";
import { RestoredNotice } from "../ui/Unsaved.tsx";
import { useKept } from "../ui/use-kept.ts";
import { type SaveHeaders, useSaving } from "../ui/use-saving.ts";
import { ActionParts } from "./ActionParts.tsx";
import { AutomationRuns } from "./AutomationRuns.tsx";
import css from "./Automations.module.css";
import { type Automation, automationsSaved, type RuleParts } from "./automations-queries.ts";
import { Contradictions } from "./Contradictions.tsx";
import { DryRunPanel } from "./DryRunPanel.tsx";
import { FilterParts } from "./FilterParts.tsx";
import { RULE_EXAMPLE_NAMES, RULE_EXAMPLES, type RuleExample } from "./rule-examples.ts";
import { TriggerPart } from "./TriggerPart.tsx";

const FIELDS = ["name", "trigger", "filters", "actions"];

interface FormProps {
  automation: Automation | null;
  /** The example that a new automation begins with. */
  example?: RuleExample | null;
  /** Opens another automation, which this one contradicts. What is written here is kept. */
  onOther(other: Automation): void;
  onClose(): void;
}

/** What an example puts into the form. What the nameOf has written stays. */
function startOf(t: Translate, from: RuleExample, { typed, rule }: Pick<Values, "typed" | "rule">): Partial<Values> {
  const nameOf = (each: RuleExample) => t(`automations.examples.${each}`);
  const isSame = (other: RuleParts) => JSON.stringify(other) === JSON.stringify(rule);
  if (![ruleOf(null), ...Object.values(RULE_EXAMPLES)].some(isSame)) {
    showWarning(t("automations.ruleStays"));
    return {};
  }
  const isOwnName = typed && !RULE_EXAMPLE_NAMES.some((each) => nameOf(each) === typed);
  return { ...(!isOwnName && { typed: nameOf(from) }), rule: RULE_EXAMPLES[from] };
}

/** Adds or edits an automation as a sentence: when, if, then. Beside it: its dry run and its past runs. */
export function AutomationForm({ automation, example = null, onOther, onClose }: FormProps) {
  const t = useTexts();
  const { close, change, ...copy } = useKeptRule(automation, example, onClose);
  const { typed, is_active: isActive, rule } = copy.value;
  const name = useRuleName(typed, rule);
  const start = (from: RuleExample) => change(startOf(t, from, { typed, rule }));
  const { submit, isSaving, errorOf, problem } = useSaving({
    fields: FIELDS,
    readAt: copy.version,
    save: (headers) => save(automation?.id ?? null, { name, ...rule, is_active: isActive }, headers),
    reload: automationsSaved,
    onSaved: close,
  });
  return (
    <form noValidate className={css.form} onSubmit={submit}>
      <Stack>
        <RestoredNotice isRestored={copy.isRestored} />
        <FormProblem>{problem}</FormProblem>
        {!automation && (
          <Examples names={RULE_EXAMPLE_NAMES} labelOf={(each) => t(`automations.examples.${each}`)} onPick={start} />
        )}
        {automation?.paused_because && (
          <p className={css.paused}>{t("automations.paused", { why: remarkWords(t, automation.paused_because) })}</p>
        )}
        <NameInput
          value={name}
          error={errorOf("name")}
          autoFocus={!automation}
          placeholder={t("automations.example")}
          onFocus={({ currentTarget }) => currentTarget.select()}
          onText={(text) => change({ typed: text })}
        />
        <RuleSentence
          rule={rule}
          onChange={(update) => copy.set((before) => ({ ...before, rule: update(before.rule) }))}
          errorOf={errorOf}
        />
        {isActive && <Contradictions id={automation?.id ?? null} rule={rule} onOther={onOther} />}
        <Switch
          label={t("automations.on")}
          checked={isActive}
          onChange={({ currentTarget: { checked } }) => change({ is_active: checked })}
        />
        <Text size="sm" c="dimmed">
          {t("automations.howItRuns")}
        </Text>
        <SaveFoot isSaving={isSaving} onCancel={close} />
      </Stack>
      <aside className={css.side}>
        <DryRunPanel rule={rule} />
        {automation && <AutomationRuns id={automation.id} />}
      </aside>
    </form>
  );
}

interface Values {
  /** Null until a name is typed. */
  typed: string | null;
  is_active: boolean;
  rule: RuleParts;
}

function useKeptRule(automation: Automation | null, example: RuleExample | null, onClose: () => void) {
  const t = useTexts();
  const initial: Values = {
    typed: automation?.name ?? (example && t(`automations.examples.${example}`)),
    is_active: automation?.is_active ?? true,
    rule: example ? RULE_EXAMPLES[example] : ruleOf(automation),
  };
  const name = automation?.id ?? (example ? `new ${example}` : "new");
  return useKept(`automation ${name}`, initial, { version: automation?.updated_at, onClose });
}

const MAX_NAME = 100;

/** The typed name; until one is typed, a description of what the automation does. */
function useRuleName(name: string | null, { actions }: RuleParts): string {
  const t = useTexts();
  const nameOf = useRuleNames(usePersonName());
  if (name !== null) return name;
  const [first = "", ...others] = actionWords(t, nameOf, actions).join(", ");
  return `${first.toUpperCase()}${others.join("")}`.slice(0, MAX_NAME);
}

const ruleOf = (automation: Automation | null): RuleParts => ({
  trigger: automation?.trigger ?? { on: "created" },
  filters: automation?.filters ?? {},
  actions: automation?.actions ?? {},
});

function save(id: string | null, values: RuleParts & { name: string; is_active: boolean }, headers: SaveHeaders) {
  if (id) return api.patch("/automations/{id}/", values as never, { path: { id }, headers });
  return api.post("/automations/", values as never);
}

interface SentenceProps {
  rule: RuleParts;
  onChange(update: (rule: RuleParts) => RuleParts): void;
  errorOf(field: string): string | null;
}

/** The three parts of the sentence: when, if, then. */
function RuleSentence({ rule, onChange, errorOf }: SentenceProps) {
  const t = useTexts();
  const change = (part: Partial<RuleParts>) => onChange((before) => ({ ...before, ...part }));
  return (
    <div>
      <RulePart label={t("automations.when")} problem={errorOf("trigger")}>
        <TriggerPart trigger={rule.trigger} onChange={(trigger) => change({ trigger })} />
      </RulePart>
      <RulePart label={t("automations.if")} problem={errorOf("filters")}>
        <FilterParts
          filters={rule.filters}
          onChange={(next) =>
            onChange((before) => ({ ...before, filters: typeof next === "function" ? next(before.filters) : next }))
          }
        />
        <Text size="sm" c="dimmed">
          {t("automations.orHint")}
        </Text>
      </RulePart>
      <RulePart label={t("automations.then")} problem={errorOf("actions")}>
        <ActionParts actions={rule.actions} onChange={(actions) => change({ actions })} />
      </RulePart>
    </div>
  );
}

function RulePart({ label, problem, children }: { label: string; problem: string | null; children: ReactNode }) {
  return (
    <fieldset className={css.row}>
      <legend>{label}</legend>
      <div>
        {children}
        <FormProblem>{problem}</FormProblem>
      </div>
    </fieldset>
  );
}
