import "../lib/later-texts.ts";
import { useEffect, useRef, useState } from "react";
import { Refusal, Unreachable } from "../lib/api.ts";
import { useConnection } from "../lib/live.ts";
import { queryClient } from "../lib/query-client.ts";
import { t } from "../lib/texts.ts";
import { errorText, showError, showNotice } from "../ui/notices.ts";
import { changeTicket, FieldConflictError, type TicketChange, type TicketField } from "./change-ticket.ts";
import { type TicketNow, ticketQuery } from "./ticket-query.ts";
import { UnsentChanges } from "./unsent-changes.ts";

type Problems = Partial<Record<TicketField, string>>;

const AGAIN_MS = 5_000;

const reason = (error: unknown, field: TicketField): string =>
  error instanceof FieldConflictError
    ? t("ticket.changedMeanwhile")
    : (error instanceof Refusal && error.field(field)) || errorText(error);

/** The values of the fields that a change sets, as the person sees them. */
function seenValues(id: string, values: TicketChange): TicketChange {
  const ticket = queryClient.getQueryData<TicketNow>(["ticket", id]);
  const names = Object.keys(values) as TicketField[];
  return ticket ? Object.fromEntries(names.map((name) => [name, ticket[name]])) : {};
}

/**
 * Changes the fields of a ticket, and remembers which were refused and why. Unsent changes are sent as soon as the
 * server can be reached, unless someone else has changed the field in the meantime.
 */
export function useChanges(id: string) {
  const [problems, setProblems] = useState<Problems>({});
  const unsent = useRef(new UnsentChanges());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const connection = useConnection();
  const sendAgain = () => {
    clearTimeout(timer.current);
    for (const again of unsent.current.takeAll()) again();
  };
  const send = (
    field: TicketField,
    values: TicketChange,
    shown: Partial<TicketNow> | undefined,
    begun: TicketChange,
    isAgain: boolean,
  ) => {
    unsent.current.delete(field);
    const done = () => setProblems(({ [field]: _, ...rest }) => rest);
    if (!isAgain) done();
    const teamOf = () => queryClient.getQueryData(ticketQuery(id).queryKey)?.assigned_team;
    const team = teamOf();
    const tellTeam = () => {
      const now = teamOf();
      if (values.assigned_team !== undefined || !now || now === team) return;
      showNotice(t("ticket.teamChanged", { team: t(`roles.${now}`) }));
    };
    const saved = () => {
      done();
      tellTeam();
    };
    changeTicket(id, values, shown, begun).then(saved, (error: unknown) => {
      setProblems((now) => ({ ...now, [field]: reason(error, field) }));
      if (error instanceof Unreachable) {
        unsent.current.add(field, begun, (begun) => send(field, values, shown, begun, true));
        clearTimeout(timer.current);
        timer.current = setTimeout(sendAgain, AGAIN_MS);
        if (isAgain) return;
      }
      showError(error instanceof FieldConflictError ? new Refusal(412, {}) : error, t("ticket.notSaved"));
    });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the connection comes back
  useEffect(() => {
    if (connection === "live") sendAgain();
  }, [connection]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    problems,
    change: (field: TicketField, values: TicketChange, shown?: Partial<TicketNow>, begun?: TicketChange) =>
      send(field, values, shown, begun ?? seenValues(id, values), false),
  };
}
