import "../lib/later-texts.ts";
import { Select, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { NOTIFICATION_KINDS } from "../../wire/email-words.ts";
import type { Notify } from "../../wire/notifications.ts";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { queryClient } from "../lib/query-client.ts";
import { showAtOnce } from "../lib/show-at-once.ts";
import { t, useTexts } from "../lib/texts.ts";
import { fromWallTime, wallTimeOf } from "../lib/time.ts";
import { showError } from "../ui/notices.ts";

const WHEN: readonly Notify[] = ["now", "digest", "never"];
const DIGEST_MINUTES = ["15", "60", "240", "1440"] as const;

const notificationsQuery = queryOptions({
  queryKey: ["notifications"],
  queryFn: ({ signal }) => api.get("/users/me/notifications/", { signal }),
});

type Choices = AnswerOf<"GET", "/users/me/notifications/">;

async function choose(values: Partial<Choices>): Promise<void> {
  const change = (before: Choices) => ({ ...before, ...values });
  try {
    await showAtOnce(notificationsQuery.queryKey, change, () => api.patch("/users/me/notifications/", values));
    void queryClient.invalidateQueries({ queryKey: ["notification-preview"] });
  } catch (error) {
    showError(error, t("failures.notifications"));
  }
}

/** Which notifications the user gets by email. Each choice takes effect at once. */
export function NotificationsPart() {
  const t = useTexts();
  const { data } = useQuery(notificationsQuery);
  if (!data) return <Skeleton height={420} />;
  return (
    <Stack gap="lg">
      <Text size="sm" c="dimmed">
        {t("notify.about")}
      </Text>
      <Preview />
      {NOTIFICATION_KINDS.map((kind) => (
        <Select
          key={kind}
          label={t(`notify.${kind}`)}
          data={WHEN.map((value) => ({ value, label: t(`notify.when.${value}`) }))}
          value={data[kind]}
          allowDeselect={false}
          onChange={(value) => value && void choose({ [kind]: value })}
        />
      ))}
      <Select
        label={t("notify.digestEvery")}
        data={DIGEST_MINUTES.map((value) => ({ value, label: t(`notify.every.${value}`) }))}
        value={String(data.digest_minutes)}
        allowDeselect={false}
        onChange={(value) => value && void choose({ digest_minutes: Number(value) })}
      />
      <OutOfOffice until={data.away_until} />
    </Stack>
  );
}

/** The last day out of office. It is saved when the date is complete, not at each key. */
function OutOfOffice({ until }: { until: string | null }) {
  const t = useTexts();
  const savedDay = until ? wallTimeOf(until).slice(0, 10) : "";
  const [typedDay, setTypedDay] = useState<string | null>(null);
  const save = () => {
    if (typedDay !== null && typedDay !== savedDay)
      void choose({ away_until: typedDay ? fromWallTime(`${typedDay}T23:59`) : null });
    setTypedDay(null);
  };
  const leave = useRef(save);
  useEffect(() => {
    leave.current = save;
  });
  useEffect(() => () => leave.current(), []);
  return (
    <TextInput
      type="date"
      label={t("notify.away")}
      description={t("notify.awayAbout")}
      value={typedDay ?? savedDay}
      onChange={({ currentTarget: { value } }) => setTypedDay(value)}
      onBlur={save}
      onKeyDown={({ key }) => key === "Enter" && save()}
    />
  );
}

/** The emails that these choices would have sent, so that users need not try them out. */
function Preview() {
  const t = useTexts();
  const { data } = useQuery({
    queryKey: ["notification-preview"],
    queryFn: ({ signal }) => api.get("/users/me/notifications/preview/", { signal }),
    staleTime: 0,
  });
  return (
    <Text size="sm" role="status" mih="1.5em">
      {data && t("notify.preview", { count: data.emails })}
      {data && data.digests > 0 && ` ${t("notify.previewDigests", { count: data.digests })}`}
    </Text>
  );
}
