import "../lib/later-texts.ts";
import { ActionIcon, Button, Group, Stack, Switch, Text, Title } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconBolt, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { FilterWords } from "../inbox/FilterWords.tsx";
import { fieldsIn } from "../inbox/filter-fields.ts";
import { usePersonName } from "../inbox/filter-options.ts";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { actionWords, triggerWords } from "../tickets/rule-words.ts";
import { showError, showNotice } from "../ui/notices.ts";
import { EmptyState, ErrorState, LoadingLines } from "../ui/States.tsx";
import { AutomationForm } from "./AutomationForm.tsx";
import css from "./Automations.module.css";
import { type Automation, automationsQuery, automationsSaved } from "./automations-queries.ts";

/** The automations in their order, each as a sentence. */
export function AutomationsPart() {
  const t = useTexts();
  const { data: all, error, refetch } = useQuery(automationsQuery);
  const [edited, setEdited] = useState<Automation | "new" | null>(null);
  if (error && !all) return <ErrorState error={error} onRetry={refetch} />;
  if (!all) return <LoadingLines />;
  if (edited) return <AutomationForm automation={edited === "new" ? null : edited} onClose={() => setEdited(null)} />;
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited("new")}>
      {t("automations.add")}
    </Button>
  );
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={2} size="h4">
          {t("automations.title")}
        </Title>
        {all.length > 0 && add}
      </Group>
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
              <Row key={automation.id} all={all} at={at} onEdit={() => setEdited(automation)} />
            ))}
          </ol>
        </>
      )}
    </Stack>
  );
}

/** Changes automations, reads them again, and says what was done, or why nothing was. */
function useChange() {
  const t = useTexts();
  return async (work: () => Promise<unknown>, notice?: string) => {
    try {
      await work();
      await automationsSaved();
      if (notice) showNotice(notice);
    } catch (problem) {
      showError(problem, t("automations.notChanged"));
    }
  };
}

interface RowProps {
  all: readonly Automation[];
  at: number;
  onEdit(): void;
}

function Row({ all, at, onEdit }: RowProps) {
  const t = useTexts();
  const change = useChange();
  const { id, name, is_active } = all[at]!;
  return (
    <li>
      <Switch
        checked={is_active}
        aria-label={t("automations.isOn", { name })}
        onChange={({ currentTarget: { checked } }) =>
          void change(() => api.patch("/automations/{id}/", { is_active: checked }, { path: { id } }))
        }
      />
      <RuleWords automation={all[at]!} />
      <RowButtons all={all} at={at} onEdit={onEdit} />
    </li>
  );
}

/** The automation as a sentence, how often it ran, and why it is paused. */
function RuleWords({
  automation: { name, trigger, filters, actions, paused_because, runs },
}: {
  automation: Automation;
}) {
  const t = useTexts();
  const person = usePersonName();
  return (
    <div className={css.words}>
      <b>{name}</b>
      <Text size="sm">
        {t("automations.when")} {triggerWords(t, person, trigger)}
        {fieldsIn(filters).map((field, n) => (
          <span key={field}>
            {" "}
            {n === 0 ? t("automations.if") : t("automations.and")} <FilterWords field={field} filters={filters} />
          </span>
        ))}
        , {t("automations.then")} {actionWords(t, person, actions).join(", ")}
      </Text>
      <Text size="sm" c="dimmed">
        {t("automations.week", { count: runs.week })}
        {runs.failed > 0 && `, ${t("automations.failed", { count: runs.failed })}`}
      </Text>
      {paused_because && <p className={css.paused}>{t("automations.paused", { why: paused_because })}</p>}
    </div>
  );
}

function RowButtons({ all, at, onEdit }: RowProps) {
  const t = useTexts();
  const change = useChange();
  const { id, name } = all[at]!;
  const move = (by: 1 | -1) => {
    const ids = all.map((each) => each.id);
    [ids[at], ids[at + by]] = [ids[at + by]!, ids[at]!];
    void change(() => api.put("/automations/order/", { automations: ids }));
  };
  const remove = () =>
    change(() => api.remove("/automations/{id}/", { path: { id } }), t("automations.deleted", { name }));
  return (
    <Group gap="xs">
      <ActionIcon disabled={at === 0} aria-label={t("automations.up", { name })} onClick={() => move(-1)}>
        <IconArrowUp size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon disabled={at === all.length - 1} aria-label={t("automations.down", { name })} onClick={() => move(1)}>
        <IconArrowDown size={16} aria-hidden />
      </ActionIcon>
      <Button variant="default" size="compact-sm" aria-label={t("automations.edit", { name })} onClick={onEdit}>
        {t("common.edit")}
      </Button>
      <Button
        variant="subtle"
        color="red"
        size="compact-sm"
        aria-label={t("automations.delete", { name })}
        onClick={() => void remove()}
      >
        {t("common.delete")}
      </Button>
    </Group>
  );
}
