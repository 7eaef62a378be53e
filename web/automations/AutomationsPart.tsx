import "../lib/later-texts.ts";
import { Group, Stack, Switch, Text, Title, UnstyledButton } from "@mantine/core";
import { IconBolt } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { FilterWords } from "../inbox/FilterWords.tsx";
import { fieldsIn } from "../inbox/filter-fields.ts";
import { usePersonName } from "../inbox/filter-options.ts";
import { api } from "../lib/api.ts";
import { useStore } from "../lib/store.ts";
import { useTexts } from "../lib/texts.ts";
import { useRuleNames } from "../macros/macro-queries.ts";
import { actionWords, remarkWords, triggerWords } from "../tickets/rule-words.ts";
import { applyChange } from "../ui/apply-change.ts";
import { deleteSoon, leaving } from "../ui/delete-soon.ts";
import { AddButton, ItemActions, MoveButtons } from "../ui/ItemList.tsx";
import { EmptyState, ErrorState, LoadingLines } from "../ui/States.tsx";
import { UnsavedChanges, UnsavedMark } from "../ui/Unsaved.tsx";
import { AutomationForm } from "./AutomationForm.tsx";
import css from "./Automations.module.css";
import { type Automation, automationsQuery, automationsSaved } from "./automations-queries.ts";

/** The automations in their order, each as a sentence. */
export function AutomationsPart() {
  const t = useTexts();
  const { data: all, error, refetch } = useQuery(automationsQuery);
  const [editedAutomation, setEditedAutomation] = useState<Automation | "new" | null>(null);
  if (error && !all) return <ErrorState error={error} onRetry={refetch} />;
  if (!all) return <LoadingLines />;
  if (editedAutomation)
    return (
      <AutomationForm
        key={editedAutomation === "new" ? "new" : editedAutomation.id}
        automation={editedAutomation === "new" ? null : editedAutomation}
        onOther={setEditedAutomation}
        onClose={() => setEditedAutomation(null)}
      />
    );
  const add = <AddButton label={t("automations.add")} onClick={() => setEditedAutomation("new")} />;
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={2} size="h4">
          {t("automations.title")}
        </Title>
        {all.length > 0 && add}
      </Group>
      <UnsavedChanges name="automation new" onContinue={() => setEditedAutomation("new")} />
      {all.length === 0 ? (
        <EmptyState icon={IconBolt} title={t("automations.empty")} action={add}>
          {t("automations.emptyText")}
        </EmptyState>
      ) : (
        <>
          <Text size="sm" c="dimmed">
            {t("automations.order")}
          </Text>
          <ol className={css.list}>
            {all.map((automation, at) => (
              <Row key={automation.id} all={all} at={at} onEdit={() => setEditedAutomation(automation)} />
            ))}
          </ol>
        </>
      )}
    </Stack>
  );
}

interface RowProps {
  all: readonly Automation[];
  at: number;
  onEdit(): void;
}

function Row({ all, at, onEdit }: RowProps) {
  const t = useTexts();
  const { id, name, is_active } = all[at]!;
  if (useStore(leaving).has(id)) return null;
  return (
    <li>
      <Switch
        checked={is_active}
        aria-label={t("automations.isOn", { name })}
        onChange={({ currentTarget: { checked } }) =>
          void applyChange({
            run: () => api.patch("/automations/{id}/", { is_active: checked }, { path: { id } }),
            reload: automationsSaved,
            failed: t("automations.notChanged"),
          })
        }
      />
      <RuleWords automation={all[at]!} onEdit={onEdit} />
      <RowButtons all={all} at={at} onEdit={onEdit} />
    </li>
  );
}

/** The automation as a sentence, how often it ran, and why it is paused. */
function RuleWords({
  automation: { id, name, trigger, filters, actions, paused_because, runs },
  onEdit,
}: {
  automation: Automation;
  /** Opens the automation, with its runs beside it. */
  onEdit(): void;
}) {
  const t = useTexts();
  const nameOf = useRuleNames(usePersonName());
  return (
    <div className={css.words}>
      <b>{name}</b>
      <Text size="sm">
        {t("automations.when")} {triggerWords(t, nameOf, trigger)}
        {fieldsIn(filters).map((field, n) => (
          <span key={field}>
            {" "}
            {n === 0 ? t("automations.if") : t("automations.and")} <FilterWords field={field} filters={filters} />
          </span>
        ))}
        , {t("automations.then")} {actionWords(t, nameOf, actions).join(", ")}
      </Text>
      <UnstyledButton className={css.runs} onClick={onEdit}>
        {t("automations.week", { count: runs.week })}
        {runs.failed > 0 && `, ${t("automations.failed", { count: runs.failed })}`}
      </UnstyledButton>
      <UnsavedMark name={`automation ${id}`} />
      {paused_because && (
        <p className={css.paused}>{t("automations.paused", { why: remarkWords(t, paused_because) })}</p>
      )}
    </div>
  );
}

function RowButtons({ all, at, onEdit }: RowProps) {
  const t = useTexts();
  const { id, name } = all[at]!;
  const failureText = t("automations.notChanged");
  const move = (automations: string[]) =>
    applyChange({
      run: () => api.put("/automations/order/", { automations }),
      reload: automationsSaved,
      failed: failureText,
    });
  const remove = () =>
    deleteSoon({
      id,
      remove: (keepalive) => api.remove("/automations/{id}/", { path: { id }, keepalive }),
      reload: automationsSaved,
      done: t("items.deleted", { name }),
      failed: failureText,
    });
  return (
    <ItemActions name={name} onEdit={onEdit} onDelete={remove}>
      <MoveButtons name={name} ids={all.map((each) => each.id)} at={at} onMove={move} />
    </ItemActions>
  );
}
