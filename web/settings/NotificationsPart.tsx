import "../lib/later-texts.ts";
import { Select, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { NOTIFICATION_KINDS } from "../../wire/email-words.ts";
import type { Notify } from "../../wire/notifications.ts";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { queryClient } from "../lib/query-client.ts";
import { showAtOnce } from "../lib/show-at-once.ts";
import { t, useTexts } from "../lib/texts.ts";
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
      <TextInput
        type="date"
        label={t("notify.away")}
        description={t("notify.awayAbout")}
        value={dayOf(data.away_until)}
        onChange={({ currentTarget: { value } }) => choose({ away_until: value ? endOf(value) : null })}
      />
    </Stack>
  );
}

const endOf = (day: string): string => new Date(`${day}T23:59:59`).toISOString();

function dayOf(at: string | null): string {
  if (!at) return "";
  const day = new Date(at);
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}-${String(day.getDate()).padStart(2, "0")}`;
}

/** What the choices would have sent, so that users need not try them out. */
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
