import { useState } from "react";
import { Refusal } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { t } from "../lib/texts.ts";
import { tellDone, tellProblem, wordsFor } from "../ui/notices.ts";
import { ChangedMeanwhile, changeTicket, type TicketChange, type TicketField } from "./change-ticket.ts";
import { type TicketNow, ticketQuery } from "./ticket-query.ts";

type Problems = Partial<Record<TicketField, string>>;

const reason = (error: unknown, field: TicketField): string =>
  error instanceof ChangedMeanwhile
    ? t("ticket.changedMeanwhile")
    : (error instanceof Refusal && error.field(field)) || wordsFor(error);

/** Changes the fields of a ticket, and remembers where the server refused and why. */
export function useChanges(id: string) {
  const [problems, setProblems] = useState<Problems>({});
  const change = (field: TicketField, values: TicketChange, shown?: Partial<TicketNow>, begun?: TicketChange) => {
    setProblems(({ [field]: _, ...rest }) => rest);
    const teamOf = () => queryClient.getQueryData(ticketQuery(id).queryKey)?.assigned_team;
    const team = teamOf();
    const tellTeam = () => {
      const now = teamOf();
      if (values.assigned_team !== undefined || !now || now === team) return;
      tellDone(t("ticket.teamChanged", { team: t(`roles.${now}`) }));
    };
    changeTicket(id, values, shown, begun).then(tellTeam, (error: unknown) => {
      setProblems((now) => ({ ...now, [field]: reason(error, field) }));
      tellProblem(error instanceof ChangedMeanwhile ? new Refusal(412, {}) : error, t("ticket.notSaved"));
    });
  };
  return { problems, change };
}
