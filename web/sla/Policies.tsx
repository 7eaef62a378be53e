import "../lib/later-texts.ts";
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconClock } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { SLA_METRICS } from "../../wire/sla-words.ts";
import { PRIORITIES } from "../../wire/ticket-words.ts";
import { api } from "../lib/api.ts";
import { type Translate, useTexts } from "../lib/texts.ts";
import { fieldName } from "../tickets/rule-words.ts";
import { applyChange } from "../ui/apply-change.ts";
import { deleteSoon } from "../ui/delete-soon.ts";
import { AddButton, Item, ItemActions, ItemList, MoveButtons } from "../ui/ItemList.tsx";
import { EmptyState, ErrorState, LoadingLines } from "../ui/States.tsx";
import { UnsavedChanges, UnsavedMark } from "../ui/Unsaved.tsx";
import { OpenTickets } from "./OpenTickets.tsx";
import { PolicyForm } from "./PolicyForm.tsx";
import { type HiddenPolicy, hiddenBy, movedAbove } from "./policy-order.ts";
import { type Calendar, calendarsQuery, type Policy, policiesQuery, slaSaved } from "./sla-queries.ts";
import { minutesPerDay, openTargetText } from "./targets.ts";

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
  const unsavedHint = <UnsavedChanges name="sla policy new" onContinue={() => setEditedPolicy("new")} />;
  if (policies.length === 0)
    return (
      <>
        {unsavedHint}
        <NoPolicies add={add} hasCalendars={calendars.length > 0} onCalendars={onCalendars} />
      </>
    );
  return (
    <Stack>
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {t("sla.policies.order")}
        </Text>
        {add}
      </Group>
      {unsavedHint}
      <OpenTickets />
      <ItemList isOrdered>
        {policies.map((policy, at) => (
          <PolicyItem key={policy.id} {...{ policies, calendars, at }} onEdit={() => setEditedPolicy(policy)} />
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
  policies: readonly Policy[];
  calendars: readonly Calendar[];
  at: number;
  onEdit(): void;
}

function PolicyItem({ policies, calendars, at, onEdit }: ItemProps) {
  const t = useTexts();
  const policy = policies[at]!;
  const { id, name, is_active } = policy;
  const ids = policies.map((each) => each.id);
  const reason = hiddenBy(policies, at);
  const move = (policies: string[]) =>
    applyChange({
      run: () => api.put("/sla-policies/order/", { policies }),
      reload: slaSaved,
      failed: t("sla.policies.notMoved"),
    });
  const remove = () =>
    deleteSoon({
      id,
      remove: (keepalive) => api.remove("/sla-policies/{id}/", { path: { id }, keepalive }),
      reload: slaSaved,
      done: t("items.deleted", { name }),
      failed: t("items.notDeleted", { name }),
    });
  return (
    <Item
      id={id}
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
        {targetWords(t, policy, calendars)}
      </Text>
      {reason && (
        <NeverApplies
          {...{ name, scope: reason.scope, above: policies[reason.by]!.name }}
          onMove={() => void move(movedAbove(ids, at, reason.by))}
        />
      )}
    </Item>
  );
}

interface NeverProps extends Pick<HiddenPolicy, "scope"> {
  name: string;
  /** The name of the policy that takes its tickets. */
  above: string;
  onMove(): void;
}

/** That a policy never applies, and the button that moves it above the policy that takes its tickets. */
function NeverApplies({ name, scope, above, onMove }: NeverProps) {
  const t = useTexts();
  return (
    <Group gap="xs">
      <Text size="sm" c="var(--late)">
        {t(`sla.policies.never.${scope}`, { name, above })}
      </Text>
      <Button variant="default" size="compact-sm" onClick={onMove}>
        {t("sla.policies.moveAbove", { name, above })}
      </Button>
    </Group>
  );
}

/** The tickets and the hours of a policy in words: Priority Urgent · Office hours. */
export const scopeWords = (t: Translate, { filters, calendar_name }: Policy): string =>
  [filterWords(t, filters) || t("sla.policies.everyTicket"), calendar_name ?? t("sla.clocks.always")].join(" · ");

/** The targets in words: First response 1h · Resolution Urgent 4h, High 1d (9h open). */
export function targetWords(
  t: Translate,
  { calendar, filters, targets }: Policy,
  calendars: readonly Calendar[],
): string {
  const perDay = minutesPerDay(calendars.find(({ id }) => id === calendar));
  const priorities = PRIORITIES.filter((each) => !filters.priority || filters.priority.split(",").includes(each));
  const lines = SLA_METRICS.flatMap((metric) => {
    const words = priorities.toReversed().flatMap((priority) => {
      const minutes = targets[priority]?.[metric];
      return minutes ? [{ priority, text: openTargetText(t, minutes, perDay) }] : [];
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
