import "../lib/later-texts.ts";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconChartBar, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import { showError, showNotice } from "../ui/notices.ts";
import { EmptyState, ErrorState, LoadingLines } from "../ui/States.tsx";
import css from "./ReportsPart.module.css";
import { ScheduleForm } from "./ScheduleForm.tsx";
import { schedulesQuery } from "./schedule-queries.ts";
import type { Schedule } from "./schedule-values.ts";

const NEW = "new";

/** The reports that this user gets or sends by email. */
export function ReportsPart() {
  const t = useTexts();
  const { data, error, refetch } = useQuery(schedulesQuery);
  const [edited, setEdited] = useState<string | null>(null);
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <LoadingLines />;
  const close = () => setEdited(null);
  if (edited) return <ScheduleForm schedule={data.find(({ id }) => id === edited) ?? null} onClose={close} />;
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited(NEW)}>
      {t("reportEmails.add")}
    </Button>
  );
  if (data.length === 0)
    return (
      <EmptyState icon={IconChartBar} title={t("reportEmails.empty")} action={add}>
        {t("reportEmails.how")}
      </EmptyState>
    );
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={2} size="h4">
          {t("reportEmails.title")}
        </Title>
        {add}
      </Group>
      <Text size="sm" c="dimmed">
        {t("reportEmails.how")}
      </Text>
      <ul className={css.list}>
        {data.map((schedule) => (
          <Row key={schedule.id} schedule={schedule} onEdit={() => setEdited(schedule.id)} />
        ))}
      </ul>
    </Stack>
  );
}

function Row({ schedule, onEdit }: { schedule: Schedule; onEdit(): void }) {
  const t = useTexts();
  const { name, recipients, next_at, last_sent_at, last_error } = schedule;
  const facts = [
    t(`reportEmails.rhythm.${schedule.every}`, {
      day: t(`reportEmails.weekdays.${schedule.weekday}`),
      time: schedule.time,
    }),
    recipients.map((each) => each.name).join(", ") || t("reportEmails.nobody"),
    next_at ? t("recurring.next", { time: momentOf(next_at) }) : t("recurring.paused"),
    last_sent_at && t("reportEmails.lastSent", { time: momentOf(last_sent_at) }),
  ];
  const without = recipients.filter((each) => !each.has_email || !each.is_active);
  return (
    <li>
      <div>
        <b>{name}</b>
        <Text size="sm" c="dimmed">
          {facts.filter(Boolean).join(" · ")}
        </Text>
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
      </div>
      <RowActions schedule={schedule} onEdit={onEdit} />
    </li>
  );
}

/** Does something to a report, reads the list again and says so. */
function useRun() {
  const t = useTexts();
  return async (work: () => Promise<unknown>, done: string) => {
    try {
      await work();
      await queryClient.invalidateQueries(schedulesQuery);
      showNotice(done);
    } catch (error) {
      showError(error, t("reportEmails.notDone"));
    }
  };
}

function RowActions({ schedule, onEdit }: { schedule: Schedule; onEdit(): void }) {
  const t = useTexts();
  const user = useUser();
  const { id, name, can_change, recipients } = schedule;
  const run = useRun();
  const path = { path: { id } };
  return (
    <Group gap="xs">
      <Button
        variant="default"
        size="compact-sm"
        aria-label={t("reportEmails.sendNowOf", { name })}
        onClick={() =>
          void run(() => api.post("/report-schedules/{id}/send/", undefined, path), t("reportEmails.sent"))
        }
      >
        {t("reportEmails.sendNow")}
      </Button>
      {can_change ? (
        <>
          <Button variant="default" size="compact-sm" aria-label={t("macros.edit", { name })} onClick={onEdit}>
            {t("common.edit")}
          </Button>
          <Button
            variant="subtle"
            color="red"
            size="compact-sm"
            aria-label={t("macros.delete", { name })}
            onClick={() => void run(() => api.remove("/report-schedules/{id}/", path), t("macros.deleted", { name }))}
          >
            {t("common.delete")}
          </Button>
        </>
      ) : (
        recipients.some((each) => each.id === user.id) && (
          <Button
            variant="subtle"
            size="compact-sm"
            aria-label={t("reportEmails.leaveOf", { name })}
            onClick={() =>
              void run(
                () => api.post("/report-schedules/{id}/leave/", undefined, path),
                t("reportEmails.left", { name }),
              )
            }
          >
            {t("reportEmails.leave")}
          </Button>
        )
      )}
    </Group>
  );
}
