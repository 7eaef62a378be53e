import "../lib/later-texts.ts";
import { Group, Select, Text, TextInput } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { SLA_METRICS, type SlaMetric } from "../../wire/sla-words.ts";
import { PRIORITIES, type Priority } from "../../wire/ticket-words.ts";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { fromWallTime, momentOf, wallTimeOf } from "../lib/time.ts";
import { errorText } from "../ui/notices.ts";
import css from "./Settings.module.css";
import { SlaBar } from "./SlaBar.tsx";
import type { Calendar } from "./sla-queries.ts";
import { parseTarget } from "./targets.ts";
import { placeMark } from "./zone.ts";

interface Props {
  targets: Record<Priority, Record<SlaMetric, string>>;
  /** The minutes of a day of a target. */
  perDay: number;
  /** Undefined: every hour counts. */
  calendar: Calendar | undefined;
}

/** When a ticket would be due, before the policy is saved. Times are those of the calendar. */
export function Simulator({ targets, perDay, calendar }: Props) {
  const t = useTexts();
  const [priority, setPriority] = useState<Priority>(
    () => PRIORITIES.findLast((each) => parseTarget(targets[each].resolution, perDay)) ?? "urgent",
  );
  const [metric, setMetric] = useState<SlaMetric>("resolution");
  const [now] = useState(() => new Date());
  const [typedTime, setTypedTime] = useState<string | null>(null);
  // until a time is typed: the present one, on the clock of the calendar that is chosen now
  const wall = typedTime ?? wallTimeOf(now, calendar?.time_zone);
  const zone = calendar?.time_zone ?? null;
  const mark = placeMark(zone);
  const minutes = parseTarget(targets[priority][metric], perDay);
  const { data, error } = useSimulation(calendar, minutes, wall);
  return (
    <section className={css.try} aria-label={t("sla.try.title")}>
      <Text fw="var(--w-mid)" mb="xs">
        {t("sla.try.title")}
      </Text>
      <Group align="flex-end" gap="xs">
        <Select
          label={t("sla.try.ticket")}
          data={PRIORITIES.map((value) => ({ value, label: t(`priorities.${value}`) }))}
          value={priority}
          allowDeselect={false}
          w={130}
          onChange={(value) => value && setPriority(value as Priority)}
        />
        <Select
          label={t("sla.try.target")}
          data={SLA_METRICS.map((value) => ({ value, label: t(`sla.metrics.${value}`) }))}
          value={metric}
          allowDeselect={false}
          w={160}
          onChange={(value) => value && setMetric(value as SlaMetric)}
        />
        <TextInput
          type="datetime-local"
          label={t("sla.try.created") + mark}
          value={wall}
          onChange={({ currentTarget: { value } }) => setTypedTime(value)}
        />
      </Group>
      <Text role="status" my="sm">
        {!minutes
          ? t("sla.try.noTarget")
          : error
            ? errorText(error)
            : data &&
              (data.due_at
                ? t("sla.try.due", { at: momentOf(data.due_at, calendar?.time_zone) + mark })
                : t("sla.try.never"))}
      </Text>
      {minutes && data && <SlaBar {...{ segments: data.segments, zone }} isLong />}
    </section>
  );
}

/** When a ticket would be due that is created at a time on the calendar's clock. */
const useSimulation = (calendar: Calendar | undefined, minutes: number | null | undefined, wall: string) =>
  useQuery({
    queryKey: ["sla-simulation", calendar?.id, calendar?.time_zone, minutes, wall],
    queryFn: ({ signal }) => {
      const created_at = fromWallTime(wall, calendar?.time_zone);
      const body = { calendar: calendar?.id ?? null, target_minutes: minutes!, created_at };
      return api.post("/sla-policies/simulate/", body, { signal });
    },
    enabled: Boolean(minutes && wall),
    placeholderData: keepPreviousData,
  });
