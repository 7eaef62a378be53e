import "../lib/later-texts.ts";
import { ActionIcon, Badge, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconClock, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { useTexts } from "../lib/texts.ts";
import { DialogFoot } from "../ui/DialogFoot.tsx";
import { showError, showNotice } from "../ui/notices.ts";
import { EmptyState, ErrorState, LoadingLines } from "../ui/States.tsx";
import { PolicyForm } from "./PolicyForm.tsx";
import css from "./Settings.module.css";
import { calendarsQuery, type Policy, policiesQuery, slaSaved } from "./sla-queries.ts";

async function run(work: () => Promise<unknown>, done: string | null, failed: string): Promise<void> {
  try {
    await work();
    await slaSaved();
    if (done) showNotice(done);
  } catch (problem) {
    showError(problem, failed);
  }
}

/** The policies in order: the first one that matches a ticket applies. */
export function Policies({ onCalendars }: { onCalendars(): void }) {
  const t = useTexts();
  const { data: policies, error, refetch } = useQuery(policiesQuery);
  const { data: calendars } = useQuery(calendarsQuery);
  const [edited, setEdited] = useState<Policy | "new" | null>(null);
  if (error && !policies) return <ErrorState error={error} onRetry={refetch} />;
  if (!policies || !calendars) return <LoadingLines />;
  if (edited)
    return (
      <PolicyForm policy={edited === "new" ? null : edited} calendars={calendars} onClose={() => setEdited(null)} />
    );
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited("new")}>
      {t("sla.policies.add")}
    </Button>
  );
  if (policies.length === 0)
    return <NoPolicies add={add} hasCalendars={calendars.length > 0} onCalendars={onCalendars} />;
  const move = (at: number, by: 1 | -1) => {
    const ids = policies.map(({ id }) => id);
    [ids[at], ids[at + by]] = [ids[at + by]!, ids[at]!];
    void run(() => api.put("/sla-policies/order/", { policies: ids }), null, t("sla.policies.notMoved"));
  };
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
      <ol className={css.list}>
        {policies.map((policy, at) => (
          <PolicyLine
            key={policy.id}
            policy={policy}
            isFirst={at === 0}
            isLast={at === policies.length - 1}
            onMove={(by) => move(at, by)}
            onEdit={() => setEdited(policy)}
          />
        ))}
      </ol>
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
        <Group>
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

interface LineProps {
  policy: Policy;
  isFirst: boolean;
  isLast: boolean;
  onMove(by: 1 | -1): void;
  onEdit(): void;
}

function PolicyLine(props: LineProps) {
  const t = useTexts();
  const { policy } = props;
  const wordsOf = (filters: Policy["filters"]) =>
    Object.entries(filters)
      .map(([name, value]) => {
        const word = (each: string) => t(`${WORDS[name] ?? "none"}.${each}` as "statuses.new", { defaultValue: each });
        return `${t(`filters.fields.${name as "team"}`)} ${value.split(",").map(word).join(", ")}`;
      })
      .join(" · ");
  return (
    <li>
      <div>
        <Group gap="xs">
          <b>{policy.name}</b>
          {!policy.is_active && (
            <Badge size="sm" variant="light" color="gray" tt="none">
              {t("sla.policies.off")}
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {[
            wordsOf(policy.filters) || t("sla.policies.everyTicket"),
            policy.calendar_name ?? t("sla.clocks.always"),
          ].join(" · ")}
        </Text>
      </div>
      <LineActions {...props} />
    </li>
  );
}

function LineActions({ policy, isFirst, isLast, onMove, onEdit }: LineProps) {
  const t = useTexts();
  return (
    <Group gap="xs">
      <ActionIcon
        disabled={isFirst}
        aria-label={t("sla.policies.up", { name: policy.name })}
        onClick={() => onMove(-1)}
      >
        <IconArrowUp size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon
        disabled={isLast}
        aria-label={t("sla.policies.down", { name: policy.name })}
        onClick={() => onMove(1)}
      >
        <IconArrowDown size={16} aria-hidden />
      </ActionIcon>
      <Button variant="default" size="compact-sm" onClick={onEdit}>
        {t("common.edit")}
      </Button>
      <Button
        variant="subtle"
        color="red"
        size="compact-sm"
        onClick={() =>
          void run(
            () => api.remove("/sla-policies/{id}/", { path: { id: policy.id } }),
            t("sla.deleted", { name: policy.name }),
            t("sla.notDeleted"),
          )
        }
      >
        {t("common.delete")}
      </Button>
    </Group>
  );
}

// whose words a filter has
const WORDS: Record<string, string> = {
  status: "statuses",
  priority: "priorities",
  category: "categories",
  team: "roles",
};

type Applied = AnswerOf<"POST", "/sla-policies/apply/">;

/** Gives open tickets the policies as they are now; says first how many change. */
function Apply() {
  const t = useTexts();
  const [counted, setCounted] = useState<Applied | null>(null);
  const run = async (isDry: boolean) => {
    try {
      const result = await api.post("/sla-policies/apply/", { dry_run: isDry });
      setCounted(isDry ? result : null);
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
      {counted && (
        <Modal
          opened
          onClose={() => setCounted(null)}
          title={t("sla.apply.title")}
          closeButtonProps={{ "aria-label": t("common.close") }}
        >
          <Stack>
            <Text>{t("sla.apply.count", { count: counted.changed_tickets, total: counted.open_tickets })}</Text>
            <ul>
              {counted.policies.map(({ policy, name, tickets }) => (
                <li key={policy}>
                  {name ?? t("sla.because.no_policy")}: {tickets}
                </li>
              ))}
            </ul>
            <DialogFoot onCancel={() => setCounted(null)}>
              <Button disabled={counted.changed_tickets === 0} onClick={() => void run(false)}>
                {t("sla.apply.run")}
              </Button>
            </DialogFoot>
          </Stack>
        </Modal>
      )}
    </>
  );
}
