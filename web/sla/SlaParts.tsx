import "../lib/later-texts.ts";
import { Stack, Title } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTexts } from "../lib/texts.ts";
import { Calendars } from "./Calendars.tsx";
import { Policies } from "./Policies.tsx";

/** The office hours in Settings, which SLA policies, assignment and automations use. */
export function OfficeHoursPart() {
  const t = useTexts();
  return (
    <Stack>
      <Title order={2} size="h4">
        {t("setup.steps.hours")}
      </Title>
      <Calendars />
    </Stack>
  );
}

/** The SLA policies in Settings. */
export function PoliciesPart() {
  const t = useTexts();
  const navigate = useNavigate();
  return (
    <Stack>
      <Title order={2} size="h4">
        {t("setup.steps.policies")}
      </Title>
      <Policies onCalendars={() => void navigate({ to: "/settings/$part", params: { part: "officeHours" } })} />
    </Stack>
  );
}
