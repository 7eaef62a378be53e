import "../lib/later-texts.ts";
import { SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { may } from "../../wire/permissions.ts";
import { TEAMS } from "../../wire/ticket-words.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import { Agents } from "./Agents.tsx";
import { NextTicket } from "./NextTicket.tsx";
import { type RoutedTeam, routingQuery, useLiveRouting } from "./routing-queries.ts";
import { Skills } from "./Skills.tsx";
import { TeamForm } from "./TeamForm.tsx";

const SKILLS = "skills";

/** How each team's tickets are assigned: the mode, who is available, who gets the next ticket, and which tickets wait. */
export function AssignmentPart() {
  const t = useTexts();
  const user = useUser();
  useLiveRouting();
  const [shownPart, setShownPart] = useState<RoutedTeam | typeof SKILLS>(user.role as RoutedTeam);
  const tabs = useRef<HTMLDivElement>(null);
  // on a phone, not all tabs have room
  useEffect(() => {
    tabs.current
      ?.querySelector(`input[value="${shownPart}"]`)
      ?.parentElement?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [shownPart]);
  return (
    <Stack>
      <Title order={2} size="h4">
        {t("assignment.title")}
      </Title>
      <div ref={tabs} style={{ overflowX: "auto" }}>
        <SegmentedControl
          aria-label={t("fields.assigned_team")}
          value={shownPart}
          onChange={(next) => setShownPart(next as typeof shownPart)}
          data={[
            ...TEAMS.map((value) => ({ value: value as string, label: t(`roles.${value}`) })),
            ...(may(user, "routing.manage") ? [{ value: SKILLS, label: t("assignment.skills.title") }] : []),
          ]}
        />
      </div>
      {shownPart === SKILLS ? <Skills /> : <TeamAssignment key={shownPart} team={shownPart} />}
    </Stack>
  );
}

function TeamAssignment({ team }: { team: RoutedTeam }) {
  const t = useTexts();
  const { data: routing, error, refetch } = useQuery(routingQuery(team));
  if (error && !routing) return <ErrorState error={error} onRetry={refetch} />;
  if (!routing) return <LoadingLines />;
  return (
    <Stack gap="lg">
      {!routing.may_change && (
        <Text size="sm" c="dimmed">
          {t("assignment.forLeads")}
        </Text>
      )}
      <TeamForm routing={routing} />
      {routing.mode !== "manual" && <NextTicket routing={routing} />}
      <Agents routing={routing} />
    </Stack>
  );
}
