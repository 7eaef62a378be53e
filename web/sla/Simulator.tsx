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
import { calendarsQuery } from "./sla-queries.ts";
import { parseTarget } from "./targets.ts";
import { ZoneHint } from "./ZoneHint.tsx";

interface Props {
  targets: Record<Priority, Record<SlaMetric, string>>;
  /** The minutes of a day of a target. */
  perDay: number;
  calendar: string | null;
}

/** When a ticket would be due, before the policy is saved. */
export function Simulator({ targets, perDay, calendar }: Props) {
  const t = useTexts();
  const [priority, setPriority] = useState<Priority>(
    () => PRIORITIES.findLast((each) => parseTarget(targets[each].resolution, perDay)) ?? "urgent",
  );
  const [metric, setMetric] = useState<SlaMetric>("resolution");
  const [wall, setWall] = useState(() => wallTimeOf(new Date()));
  const minutes = parseTarget(targets[priority][metric], perDay);
  const { data, error } = useQuery({
    queryKey: ["sla-simulation", calendar, minutes, wall],
    queryFn: ({ signal }) =>
      api.post(
        "/sla-policies/simulate/",
        { calendar, target_minutes: minutes!, created_at: fromWallTime(wall) },
        { signal },
      ),
    enabled: Boolean(minutes && wall),
    placeholderData: keepPreviousData,
  });
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
          label={t("sla.try.created")}
          value={wall}
          onChange={({ currentTarget: { value } }) => setWall(value)}
        />
      </Group>
      <Text role="status" my="sm">
        {!minutes
          ? t("sla.try.noTarget")
          : error
            ? errorText(error)
            : data && (data.due_at ? t("sla.try.due", { at: momentOf(data.due_at) }) : t("sla.try.never"))}
      </Text>
      <CalendarZone calendar={calendar} />
      {minutes && data && <SlaBar segments={data.segments} isLong />}
    </section>
  );
}

function CalendarZone({ calendar }: { calendar: string | null }) {
  const { data: calendars = [] } = useQuery(calendarsQuery);
  return <ZoneHint zone={calendars.find(({ id }) => id === calendar)?.time_zone ?? null} />;
}
