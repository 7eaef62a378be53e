import "../lib/later-texts.ts";
import { SegmentedControl, Stack, Title } from "@mantine/core";
import { useState } from "react";
import { useTexts } from "../lib/texts.ts";
import { Calendars } from "./Calendars.tsx";
import { Policies } from "./Policies.tsx";

const TABS = ["policies", "calendars"] as const;

/** SLA policies, and the calendars that they use. */
export function SlaPart() {
  const t = useTexts();
  const [tab, setTab] = useState<(typeof TABS)[number]>("policies");
  return (
    <Stack>
      <Title order={2} size="h4">
        {t("sla.title")}
      </Title>
      <div>
        <SegmentedControl
          aria-label={t("sla.title")}
          value={tab}
          onChange={(next) => setTab(next as typeof tab)}
          data={TABS.map((value) => ({ value, label: t(`sla.${value}.title`) }))}
        />
      </div>
      {tab === "policies" ? <Policies onCalendars={() => setTab("calendars")} /> : <Calendars />}
    </Stack>
  );
}
