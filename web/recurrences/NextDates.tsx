import "../lib/later-texts.ts";
import { Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, Refusal } from "../lib/api.ts";
import { locale, useTexts } from "../lib/texts.ts";
import { errorText } from "../ui/notices.ts";
import type { RecurrenceDraft } from "./recurrence-queries.ts";

/** The next five dates of the rule, and the days that it skips. */
export function NextDates({
  draft: { rrule, starts_at, time_zone, calendar, on_closed_day },
}: {
  draft: RecurrenceDraft;
}) {
  const t = useTexts();
  const [schedule] = useDebouncedValue({ rrule, starts_at, time_zone, calendar, on_closed_day }, 300);
  const { data, error } = useQuery({
    queryKey: ["recurrence-preview", schedule],
    queryFn: ({ signal }) => api.post("/recurrences/preview/", schedule, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const format = new Intl.DateTimeFormat(locale(), {
    dateStyle: "full",
    timeStyle: "short",
    timeZone: "UTC",
  });
  return (
    <section aria-label={t("recurring.nextDates")} aria-live="polite">
      <Text size="sm" fw="var(--w-strong)">
        {t("recurring.nextDates")}
      </Text>
      {error instanceof Refusal ? (
        <Text size="sm" c="red">
          {errorText(error)}
        </Text>
      ) : (
        <ol>
          {data?.dates.map(({ local, planned_at, closed }) => (
            <li key={planned_at}>
              {format.format(new Date(`${local}Z`))}
              {closed && (
                <Text span size="sm" c="dimmed">
                  {" "}
                  {closed === "closed" ? t("recurring.moved") : t("recurring.movedBecause", { name: closed })}
                </Text>
              )}
            </li>
          ))}
        </ol>
      )}
      {data?.notes.map((note) => (
        <Text key={note} size="sm" c="var(--warn)">
          {t(`recurring.notes.${note}`)}
        </Text>
      ))}
    </section>
  );
}
