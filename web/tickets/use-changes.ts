import "../lib/later-texts.ts";
import { useEffect, useRef, useState } from "react";
import { Refusal, Unreachable } from "../lib/api.ts";
import { useConnection } from "../lib/live.ts";
import { queryClient } from "../lib/query-client.ts";
import { t } from "../lib/texts.ts";
import { errorText, showError } from "../ui/notices.ts";
import {
  changeTicket,
  FieldConflictError,
  type SeenValues,
  type TicketChange,
  type TicketField,
} from "./change-ticket.ts";
import { watchFollowing } from "./following-changes.ts";
import { type TicketNow, ticketQuery } from "./ticket-query.ts";
import { UnsentChanges } from "./unsent-changes.ts";

type Problems = Partial<Record<TicketField, string>>;

const AGAIN_MS = 5_000;

const reason = (error: unknown, field: TicketField): string =>
  error instanceof FieldConflictError
    ? t("ticket.changedMeanwhile")
    : (error instanceof Refusal && error.field(field)) || errorText(error);

const numberOf = (id: string): string => queryClient.getQueryData(ticketQuery(id).queryKey)?.ticket_number ?? "";

/** The values of the fields that a change sets, as the user sees them. */
function valuesNow(id: string, values: TicketChange): SeenValues {
  const ticket = queryClient.getQueryData<TicketNow>(["ticket", id]);
  const names = Object.keys(values) as TicketField[];
  return ticket ? { ...Object.fromEntries(names.map((name) => [name, ticket[name]])), version: ticket.version } : {};
}

/** The changes that could not be sent. They are sent after a while, or as soon as the connection is back. */
function useUnsentChanges() {
  const unsent = useRef(new UnsentChanges());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const connection = useConnection();
  const sendAll = () => {
    clearTimeout(timer.current);
    for (const send of unsent.current.takeAll()) send();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the connection is back
  useEffect(() => {
    if (connection === "live") sendAll();
  }, [connection]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    delete: (field: TicketField) => unsent.current.delete(field),
    add(field: TicketField, seenValues: SeenValues, send: (seenValues: SeenValues) => void) {
      unsent.current.add(field, seenValues, send);
      clearTimeout(timer.current);
      timer.current = setTimeout(sendAll, AGAIN_MS);
    },
  };
}

interface FieldChange {
  field: TicketField;
  values: TicketChange;
  /** Other values that the ticket shows until the server responds. */
  shownValues: Partial<TicketNow> | undefined;
  /** The values of the fields that the user saw. */
  seenValues: SeenValues;
}

/**
 * Changes the fields of a ticket, and remembers which changes were refused and why. Unsent changes are sent as soon as the
 * server can be reached, unless someone else has changed the field since.
 */
export function useFieldChanges(id: string) {
  const [problems, setProblems] = useState<Problems>({});
  const unsent = useUnsentChanges();
  const send = ({ field, values, shownValues, seenValues }: FieldChange, isAgain = false) => {
    unsent.delete(field);
    const clear = () => setProblems(({ [field]: _, ...rest }) => rest);
    if (!isAgain) clear();
    const sayFollowing = watchFollowing(id, values);
    const onSaved = () => {
      clear();
      sayFollowing();
    };
    changeTicket(id, values, shownValues, seenValues).then(onSaved, (error: unknown) => {
      setProblems((now) => ({ ...now, [field]: reason(error, field) }));
      if (error instanceof Unreachable) {
        unsent.add(field, seenValues, (seenValues) => send({ field, values, shownValues, seenValues }, true));
        if (isAgain) return;
      }
      showError(
        error instanceof FieldConflictError ? new Refusal(412, {}) : error,
        t("ticket.notSaved", { number: numberOf(id) }),
      );
    });
  };
  return {
    problems,
    change: (field: TicketField, values: TicketChange, shownValues?: Partial<TicketNow>, seenValues?: TicketChange) =>
      send({ field, values, shownValues, seenValues: seenValues ?? valuesNow(id, values) }),
  };
}
