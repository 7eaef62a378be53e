import "../lib/later-texts.ts";
import { Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { MISSED_POLICIES, ON_CLOSED_DAY } from "../../wire/recurrence-words.ts";
import { WEEKDAYS, type Weekday } from "../../wire/sla-words.ts";
import { useTexts } from "../lib/texts.ts";
import { calendarsQuery } from "../sla/sla-queries.ts";
import { ZoneSelect } from "../ui/FormFoot.tsx";
import { monthlyRule, monthlyWeekday, ORDINALS, weekdayOfDate } from "./monthly-weekday.ts";
import type { RecurrenceDraft } from "./recurrence-queries.ts";

const RULES = ["DAILY", "WEEKLY;BYDAY=MO,TU,WE,TH,FR", "WEEKLY", "MONTHLY", "MONTHLY;BYMONTHDAY=-1"] as const;

export interface PartProps {
  draft: RecurrenceDraft;
  set(more: Partial<RecurrenceDraft>): void;
  errorOf(field: string): string | null;
}

/** The rule, its start and its zone. */
export function When({ draft, set, errorOf }: PartProps) {
  const t = useTexts();
  return (
    <>
      <Repeats {...{ draft, set }} />
      <TextInput
        label={t("recurring.rule")}
        required
        maxLength={300}
        value={draft.rrule}
        error={errorOf("rrule")}
        onChange={(event) => set({ rrule: event.currentTarget.value })}
      />
      <TextInput
        type="datetime-local"
        label={t("recurring.start")}
        required
        value={draft.starts_at}
        error={errorOf("starts_at")}
        onChange={(event) => set({ starts_at: event.currentTarget.value })}
      />
      <ZoneSelect
        label={t("recurring.zone")}
        required
        value={draft.time_zone}
        onChange={(time_zone) => set({ time_zone })}
      />
      <Select
        label={t("recurring.missed")}
        allowDeselect={false}
        value={draft.missed}
        data={MISSED_POLICIES.map((value) => ({ value, label: t(`recurring.ifMissed.${value}`) }))}
        onChange={(choice) => choice && set({ missed: choice as RecurrenceDraft["missed"] })}
      />
    </>
  );
}

/** The usual rules as choices; others are written by hand. */
function Repeats({ draft: { rrule, starts_at }, set }: Pick<PartProps, "draft" | "set">) {
  const t = useTexts();
  const monthly = monthlyWeekday(rrule);
  const weekday = monthly?.weekday ?? weekdayOfDate(starts_at);
  const choice = (rule: (typeof RULES)[number] | "YEARLY") => ({
    value: `FREQ=${rule}`,
    label: t(`recurring.rules.${rule.replaceAll(/\W/g, "_") as "DAILY"}`),
  });
  const data = [
    ...RULES.map(choice),
    ...ORDINALS.map((ordinal) => ({
      value: monthlyRule({ ordinal, weekday }),
      label: t(`recurring.monthly.${ordinal}`, { weekday: t(`reportEmails.weekdays.${weekday}`) }),
    })),
    choice("YEARLY"),
  ];
  const value = monthly ? monthlyRule(monthly) : rrule;
  return (
    <>
      <Select
        label={t("recurring.repeats")}
        allowDeselect={false}
        value={data.some((each) => each.value === value) ? value : null}
        placeholder={t("recurring.ownRule")}
        data={data}
        onChange={(rule) => rule && set({ rrule: rule })}
      />
      {monthly && (
        <Select
          label={t("reportEmails.weekday")}
          allowDeselect={false}
          value={weekday}
          data={WEEKDAYS.map((value) => ({ value, label: t(`reportEmails.weekdays.${value}`) }))}
          onChange={(value) => value && set({ rrule: monthlyRule({ ...monthly, weekday: value as Weekday }) })}
        />
      )}
    </>
  );
}

/** What happens on holidays and other closed days. */
export function ClosedDays({ draft, set, errorOf }: PartProps) {
  const t = useTexts();
  const { data: calendars = [] } = useQuery(calendarsQuery);
  if (calendars.length === 0 && !draft.calendar) return null;
  const choose = (calendar: string | null) =>
    set({ calendar, on_closed_day: calendar ? (draft.calendar ? draft.on_closed_day : "next_open_day") : "keep" });
  return (
    <>
      <Select
        label={t("recurring.calendar")}
        description={t("recurring.calendarAbout")}
        allowDeselect={false}
        value={draft.calendar ?? ""}
        error={errorOf("calendar")}
        data={[
          { value: "", label: t("recurring.noCalendar") },
          ...calendars.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(calendar) => choose(calendar || null)}
      />
      {draft.calendar && (
        <Select
          label={t("recurring.onClosedDay")}
          allowDeselect={false}
          value={draft.on_closed_day}
          data={ON_CLOSED_DAY.map((value) => ({ value, label: t(`recurring.closedDay.${value}`) }))}
          onChange={(value) => value && set({ on_closed_day: value as RecurrenceDraft["on_closed_day"] })}
        />
      )}
    </>
  );
}
