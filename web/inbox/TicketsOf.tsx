import "../lib/later-texts.ts";
import { Anchor, Group, Text } from "@mantine/core";
import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { numberOf, relativeTo } from "../lib/time.ts";
import { RecordPart } from "../records/RecordFrame.tsx";
import type { InboxRow } from "../rows/rows.ts";
import { StatusMark } from "../tickets/StatusMark.tsx";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import css from "./TicketsOf.module.css";

type By = { company: string } | { contact: string } | { zone: string } | { assigned_to: string };

const MAX_SHOWN = 10;

/** The tickets of a company, contact, zone or agent: open ones first, and a link to all of them. */
export function TicketsOf({ by }: { by: By }) {
  const t = useTexts();
  const read = (which: string, query: { open: string } | { status: string }) => ({
    queryKey: ["inbox", which, by],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      api.get("/inbox/", { query: { ...by, ...query, page_size: MAX_SHOWN }, signal }),
  });
  const [openRows, doneRows] = useQueries({
    queries: [read("open of", { open: "true" }), read("done of", { status: "resolved,closed" })],
  });
  const open = useQuery({
    queryKey: ["inbox", "open count of", by],
    queryFn: ({ signal }) => api.get("/inbox/count/", { query: { ...by, open: true }, signal }),
  });
  const error = openRows.error ?? doneRows.error;
  const rows =
    openRows.data && doneRows.data && [...openRows.data.results, ...doneRows.data.results].slice(0, MAX_SHOWN);
  const retry = () => void Promise.all([openRows.refetch(), doneRows.refetch()]);
  return (
    <RecordPart
      title={t("records.tickets")}
      beside={
        <Group gap="md">
          {open.data && (
            <Text size="sm" c="dimmed">
              {t("records.openTickets", { count: open.data.count, n: numberOf(open.data.count) })}
            </Text>
          )}
          <Anchor size="sm" renderRoot={(props) => <Link to="/tickets" search={{ view: "all", ...by }} {...props} />}>
            {t("records.allInInbox")}
          </Anchor>
        </Group>
      }
    >
      {error ? (
        <ErrorState error={error} onRetry={retry} />
      ) : !rows ? (
        <LoadingLines lines={4} />
      ) : rows.length === 0 ? (
        <Text p="md" size="sm" c="dimmed">
          {t("records.noTickets")}
        </Text>
      ) : (
        <ul className={css.list}>
          {rows.map((row) => (
            <TicketLine key={row.id} row={row} beside={"assigned_to" in by ? row.company_name : row.assigned_to_name} />
          ))}
        </ul>
      )}
    </RecordPart>
  );
}

function TicketLine({ row, beside }: { row: InboxRow; beside: string | null }) {
  const { id, ticket_number, subject, status, updated_at } = row;
  return (
    <li className={css.row} data-ended={status === "resolved" || status === "closed" || undefined}>
      <Link to="/tickets/$ticketId" params={{ ticketId: id }} search={{ view: "all" }} className={css.subject}>
        {subject}
      </Link>
      <span className={css.about}>{[ticket_number, beside].filter(Boolean).join(" · ")}</span>
      <span className={css.status}>
        <StatusMark status={status} />
      </span>
      <time dateTime={updated_at} className={css.time}>
        {relativeTo(updated_at)}
      </time>
    </li>
  );
}
