import "../lib/later-texts.ts";
import { Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { EmailFrame } from "../email/EmailFrame.tsx";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { type ScheduleDraft, scheduleBody } from "./schedule-values.ts";

const QUIET_MS = 500;

/** The email as it would be sent now to the current user. */
export function SchedulePreview({ draft }: { draft: ScheduleDraft }) {
  const t = useTexts();
  const { name, reports, filters, time_zone, days } = scheduleBody(draft);
  const [settledBody] = useDebouncedValue(
    { name: name.trim() || t("reportEmails.example"), reports, filters, time_zone, days },
    QUIET_MS,
  );
  const { data } = useQuery({
    queryKey: ["report-preview", settledBody],
    queryFn: ({ signal }) => api.post("/report-schedules/preview/", settledBody, { signal }),
    enabled: reports.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
  });
  return (
    <Stack component="section" gap="xs" aria-label={t("reportEmails.preview")}>
      <Text size="sm" fw="var(--w-strong)">
        {data?.subject ?? t("reportEmails.preview")}
      </Text>
      {data && (
        <>
          <EmailFrame html={data.html} title={t("reportEmails.preview")} height={560} />
          <Text size="sm" c="dimmed">
            {t("reportEmails.attached", { names: data.files.join(", ") })}
          </Text>
        </>
      )}
    </Stack>
  );
}
