import "../lib/later-texts.ts";
import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { RoutingReason } from "../../wire/routing-words.ts";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { reasonWords, undoRouting } from "../tickets/routing-words.ts";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import { PanelRow } from "./PanelRow.tsx";

/** Why Docket gave the ticket to its assignee, or that it waits for one; nothing if people assign it. */
export function WhyAssigned() {
  const t = useTexts();
  const { ticket } = useOpenTicket();
  const { id, version } = ticket;
  const { data } = useQuery({
    // each change of the ticket may be another assignment
    queryKey: ["ticket-routing", id, version],
    queryFn: ({ signal }) => api.get("/tickets/{id}/routing/", { path: { id }, signal }),
  });
  if (!data || data.state === "none") return null;
  return (
    <PanelRow label={t("assignment.whyAssigned")}>
      <Text size="sm">
        {data.state === "waiting"
          ? t("assignment.ticketWaits")
          : reasonWords(t, data.reason as unknown as RoutingReason)}
      </Text>
      {data.may_undo && (
        <Button variant="subtle" size="compact-xs" onClick={() => void undoRouting(id)}>
          {t("assignment.undo")}
        </Button>
      )}
    </PanelRow>
  );
}
