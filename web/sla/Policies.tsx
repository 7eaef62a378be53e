import "../lib/later-texts.ts";
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconClock } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { SLA_METRICS } from "../../wire/sla-words.ts";
import { PRIORITIES } from "../../wire/ticket-words.ts";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { type Translate, useTexts } from "../lib/texts.ts";
import { fieldName } from "../tickets/rule-words.ts";
import { applyChange } from "../ui/apply-change.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { DialogFoot } from "../ui/DialogFoot.tsx";
import { AddButton, Item, ItemActions, ItemList, MoveButtons } from "../ui/ItemList.tsx";
import { showError, showNotice } from "../ui/notices.ts";
import { EmptyState, ErrorState, LoadingLines } from "../ui/States.tsx";
import { Unsaved, UnsavedMark } from "../ui/Unsaved.tsx";
import { PolicyForm } from "./PolicyForm.tsx";
import { calendarsQuery, type Policy, policiesQuery, slaSaved } from "./sla-queries.ts";
import { targetText } from "./targets.ts";

/** The policies in order: the first one that matches a ticket applies. */
export function Policies({ onCalendars }: { onCalendars(): void }) {
  const t = useTexts();
  const { data: policies, error, refetch } = useQuery(policiesQuery);
  const { data: calendars } = useQuery(calendarsQuery);
  const [editedPolicy, setEditedPolicy] = useState<Policy | "new" | null>(null);
  if (error && !policies) return <ErrorState error={error} onRetry={refetch} />;
  if (!policies || !calendars) return <LoadingLines />;
  if (editedPolicy)
    return (
      <PolicyForm
        policy={editedPolicy === "new" ? null : editedPolicy}
        calendars={calendars}
        onClose={() => setEditedPolicy(null)}
      />
    );
  const add = <AddButton label={t("sla.policies.add")} onClick={() => setEditedPolicy("new")} />;
  const unsavedHint = <Unsaved name="sla policy new" onContinue={() => setEditedPolicy("new")} />;
  if (policies.length === 0)
    return (
      <>
        {unsavedHint}
        <NoPolicies add={add} hasCalendars={calendars.length > 0} onCalendars={onCalendars} />
      </>
    );
  const ids = policies.map(({ id }) => id);
  const forAll = policies.findIndex(({ is_active, filters }) => is_active && Object.keys(filters).length === 0);
  return (
    <Stack>
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {t("sla.policies.order")}
        </Text>
        <Group gap="xs">
          <Apply />
          {add}
        </Group>
      </Group>
      {unsavedHint}
      <ItemList isOrdered>
        {policies.map((policy, at) => (
          <PolicyItem
            key={policy.id}
            policy={policy}
            ids={ids}
            at={at}
            above={forAll >= 0 && at > forAll ? policies[forAll]!.name : null}
            onEdit={() => setEditedPolicy(policy)}
          />
        ))}
      </ItemList>
    </Stack>
  );
}

interface NoPoliciesProps {
  add: ReactNode;
  hasCalendars: boolean;
  onCalendars(): void;
}

function NoPolicies({ add, hasCalendars, onCalendars }: NoPoliciesProps) {
  const t = useTexts();
  return (
    <EmptyState
      icon={IconClock}
      title={t("sla.policies.empty")}
      action={
        <Group justify="center">
          {!hasCalendars && (
            <Button variant="default" onClick={onCalendars}>
              {t("sla.calendars.add")}
            </Button>
          )}
          {add}
        </Group>
      }
    >
      {t("sla.policies.emptyText")}
    </EmptyState>
  );
}

interface ItemProps {
  policy: Policy;
  ids: readonly string[];
  at: number;
  /** The policy above that matches every ticket, so that this one never applies. */
  above: string | null;
  onEdit(): void;
}

function PolicyItem({ policy, ids, at, above, onEdit }: ItemProps) {
  const t = useTexts();
  const { id, name, is_active } = policy;
  const move = (policies: string[]) =>
    applyChange({
      run: () => api.put("/sla-policies/order/", { policies }),
      reload: slaSaved,
      failed: t("sla.policies.notMoved"),
    });
  const remove = () =>
    applyChange({
      run: () => api.remove("/sla-policies/{id}/", { path: { id } }),
      reload: slaSaved,
      done: t("items.deleted", { name }),
      failed: t("items.notDeleted", { name }),
    });
  return (
    <Item
      name={name}
      badge={!is_active && t("sla.policies.off")}
      details={scopeWords(t, policy)}
      actions={
        <ItemActions name={name} onEdit={onEdit} onDelete={remove}>
          <MoveButtons name={name} ids={ids} at={at} onMove={move} />
        </ItemActions>
      }
    >
      <UnsavedMark name={`sla policy ${id}`} />
      <Text size="sm" c="dimmed">
        {targetWords(t, policy)}
      </Text>
      {above !== null && is_active && (
        <Text size="sm" c="var(--late)">
          {t("sla.policies.never", { name: above })}
        </Text>
      )}
    </Item>
  );
}

/** The tickets and the hours of a policy in words: Priority Urgent · Office hours. */
export const scopeWords = (t: Translate, { filters, calendar_name }: Policy): string =>
  [filterWords(t, filters) || t("sla.policies.everyTicket"), calendar_name ?? t("sla.clocks.always")].join(" · ");

/** The targets in words: First response 1h · Resolution Urgent 4h, High 1d. */
export function targetWords(t: Translate, { filters, targets }: Policy): string {
  const priorities = PRIORITIES.filter((each) => !filters.priority || filters.priority.split(",").includes(each));
  const lines = SLA_METRICS.flatMap((metric) => {
    const words = priorities.toReversed().flatMap((priority) => {
      const text = targetText(targets[priority]?.[metric] ?? null);
      return text ? [{ priority, text }] : [];
    });
    if (words.length === 0) return [];
    const isSame = words.length === priorities.length && words.every(({ text }) => text === words[0]!.text);
    const targetsText = words.map(({ priority, text }) => `${t(`priorities.${priority}`)} ${text}`).join(", ");
    return [`${t(`sla.metrics.${metric}`)}: ${isSame ? words[0]!.text : targetsText}`];
  });
  return lines.join(" · ");
}

function filterWords(t: Translate, filters: Policy["filters"]): string {
  const words = Object.entries(filters).map(([name, value]) => {
    const word = (each: string) => t(`${WORDS[name] ?? "none"}.${each}` as "statuses.new", { defaultValue: each });
    const label = t(`filters.fields.${name as "team"}`, { defaultValue: fieldName(t, name) });
    return `${label} ${value.split(",").map(word).join(", ")}`;
  });
  return words.join(" · ");
}

// the section of texts that names the values of a filter
const WORDS: Record<string, string> = {
  status: "statuses",
  priority: "priorities",
  category: "categories",
  team: "roles",
};

type Applied = AnswerOf<"POST", "/sla-policies/apply/">;

/** Applies the current policies to open tickets, after saying how many change. */
function Apply() {
  const t = useTexts();
  const [preview, setPreview] = useState<Applied | null>(null);
  const run = async (isDry: boolean) => {
    try {
      const result = await api.post("/sla-policies/apply/", { dry_run: isDry });
      setPreview(isDry ? result : null);
      if (!isDry) showNotice(t("sla.apply.done", { count: result.changed_tickets }));
    } catch (problem) {
      showError(problem, t("sla.apply.failed"));
    }
  };
  return (
    <>
      <Button variant="default" onClick={() => void run(true)}>
        {t("sla.apply.title")}
      </Button>
      {preview && (
        <Dialog onClose={() => setPreview(null)} title={t("sla.apply.title")}>
          <Stack>
            <Text>{t("sla.apply.count", { count: preview.changed_tickets, total: preview.open_tickets })}</Text>
            <ul>
              {preview.policies.map(({ policy, name, tickets }) => (
                <li key={policy}>
                  {name ?? t("sla.because.no_policy")}: {tickets}
                </li>
              ))}
            </ul>
            <DialogFoot onCancel={() => setPreview(null)}>
              <Button disabled={preview.changed_tickets === 0} onClick={() => void run(false)}>
                {t("sla.apply.run")}
              </Button>
            </DialogFoot>
          </Stack>
        </Dialog>
      )}
    </>
  );
}
