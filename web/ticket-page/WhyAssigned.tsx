import "../lib/later-texts.ts";
import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { RoutingReason, SkippedAgent } from "../../wire/routing-words.ts";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { reasonWords, unassignedWords, undoTicketRouting, waitWords } from "../tickets/routing-words.ts";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import { PanelRow } from "./PanelRow.tsx";

/** Why Docket gave the ticket to its assignee, or why it has none; nothing if people assign it. */
export function WhyAssigned() {
  const t = useTexts();
  const { ticket } = useOpenTicket();
  const { id, version } = ticket;
  const { data } = useQuery({
    // each change of the ticket may be another assignment
    queryKey: ["ticket-routing", id, version],
    queryFn: ({ signal }) => api.get("/tickets/{id}/routing/", { path: { id }, signal }),
  });
  if (!data) return null;
  const { state, reason, unassigned } = data;
  if (state === "none" && !unassigned) return null;
  return (
    <PanelRow label={t(state === "assigned" ? "assignment.whyAssigned" : "inbox.nobody")}>
      <Text size="sm" px="var(--s-2)">
        {state === "assigned" && reasonWords(t, reason as unknown as RoutingReason)}
        {state === "waiting" && waitWords(t, reason && (reason.skipped as SkippedAgent[]))}
        {unassigned && unassignedWords(t, unassigned)}
      </Text>
      {data.may_undo && (
        <Button variant="subtle" size="compact-xs" onClick={() => void undoTicketRouting(id)}>
          {t("assignment.undo")}
        </Button>
      )}
    </PanelRow>
  );
}
