import "../lib/later-texts.ts";
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconChartBar } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useUser } from "../lib/session.ts";
import { type Translate, useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import { applyChange } from "../ui/apply-change.ts";
import { deleteSoon } from "../ui/delete-soon.ts";
import { AddButton, Item, ItemActions, ItemList, ItemsHead, NoItems } from "../ui/ItemList.tsx";
import { showError, showNotice, showWarning } from "../ui/notices.ts";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import { UnsavedChanges, UnsavedMark } from "../ui/Unsaved.tsx";
import { ScheduleForm } from "./ScheduleForm.tsx";
import { schedulesQuery } from "./schedule-queries.ts";
import type { Schedule } from "./schedule-values.ts";

const NEW = "new";

/** The reports that this user receives or has set up. */
export function ReportsPart() {
  const t = useTexts();
  const { data, error, refetch } = useQuery(schedulesQuery);
  const [editedId, setEditedId] = useState<string | null>(null);
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <LoadingLines />;
  const close = () => setEditedId(null);
  if (editedId) return <ScheduleForm schedule={data.find(({ id }) => id === editedId) ?? null} onClose={close} />;
  const add = <AddButton label={t("reportEmails.add")} onClick={() => setEditedId(NEW)} />;
  const unsavedHint = <UnsavedChanges name="report new" onContinue={() => setEditedId(NEW)} />;
  if (data.length === 0)
    return (
      <NoItems
        heading={t("reportEmails.title")}
        hint={unsavedHint}
        icon={IconChartBar}
        title={t("reportEmails.empty")}
        action={add}
      >
        {t("reportEmails.how")}
      </NoItems>
    );
  return (
    <Stack>
      <ItemsHead title={t("reportEmails.title")} add={add}>
        {t("reportEmails.how")}
      </ItemsHead>
      {unsavedHint}
      <ItemList>
        {data.map((schedule) => (
          <ScheduleItem key={schedule.id} schedule={schedule} onEdit={() => setEditedId(schedule.id)} />
        ))}
      </ItemList>
    </Stack>
  );
}

function ScheduleItem({ schedule, onEdit }: { schedule: Schedule; onEdit(): void }) {
  const t = useTexts();
  const { name, every, weekday, time, recipients, next_at, last_sent_at, last_error } = schedule;
  const facts = [
    t(`reportEmails.rhythm.${every}`, { day: t(`reportEmails.weekdays.${weekday}`), time }),
    recipients.map((each) => each.name).join(", ") || t("reportEmails.nobody"),
    next_at ? t("recurring.next", { time: momentOf(next_at) }) : t("recurring.paused"),
    last_sent_at && t("reportEmails.lastSent", { time: momentOf(last_sent_at) }),
  ];
  const without = recipients.filter((each) => !each.has_email || !each.is_active);
  return (
    <Item
      id={schedule.id}
      name={name}
      details={facts.filter(Boolean).join(" · ")}
      actions={<ScheduleActions schedule={schedule} onEdit={onEdit} />}
    >
      <UnsavedMark name={`report ${schedule.id}`} />
      {without.length > 0 && (
        <Text size="sm" c="var(--warn)">
          {t("reportEmails.unreachable", { names: without.map((each) => each.name).join(", ") })}
        </Text>
      )}
      {last_error && (
        <Text size="sm" c="var(--late)">
          {t("reportEmails.failed", { error: last_error })}
        </Text>
      )}
    </Item>
  );
}

async function sendToMe(t: Translate, id: string) {
  try {
    const { state } = await api.post("/report-schedules/{id}/send/", undefined, { path: { id } });
    if (state === "waiting") showNotice(t("reportEmails.sent"));
    else showWarning(t(state === "held" ? "reportEmails.held" : "reportEmails.notSent"));
  } catch (error) {
    showError(error, t("reportEmails.notDone"));
  }
}

const reload = () => queryClient.invalidateQueries(schedulesQuery);

const deleteSchedule = (t: Translate, id: string, name: string) =>
  deleteSoon({
    id,
    remove: (keepalive) => api.remove("/report-schedules/{id}/", { path: { id }, keepalive }),
    reload,
    done: t("items.deleted", { name }),
    failed: t("reportEmails.notDone"),
  });

function ScheduleActions({
  schedule: { id, name, can_change, recipients },
  onEdit,
}: {
  schedule: Schedule;
  onEdit(): void;
}) {
  const t = useTexts();
  const user = useUser();
  const path = { path: { id } };
  const change = (run: () => Promise<unknown>, done: string) =>
    applyChange({
      run,
      reload,
      done,
      failed: t("reportEmails.notDone"),
    });
  const sendNow = (
    <Button
      variant="default"
      size="compact-sm"
      aria-label={t("reportEmails.sendNowOf", { name })}
      onClick={() => void sendToMe(t, id)}
    >
      {t("reportEmails.sendNow")}
    </Button>
  );
  if (can_change)
    return (
      <ItemActions name={name} onEdit={onEdit} onDelete={() => deleteSchedule(t, id, name)}>
        {sendNow}
      </ItemActions>
    );
  const leave = () =>
    change(() => api.post("/report-schedules/{id}/leave/", undefined, path), t("reportEmails.left", { name }));
  return (
    <Group gap="xs">
      {sendNow}
      {recipients.some((each) => each.id === user.id) && (
        <Button
          variant="subtle"
          size="compact-sm"
          aria-label={t("reportEmails.leaveOf", { name })}
          onClick={() => void leave()}
        >
          {t("reportEmails.leave")}
        </Button>
      )}
    </Group>
  );
}
