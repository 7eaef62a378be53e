import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useEffect, useMemo, useRef } from "react";
import { Unreachable } from "../lib/api.ts";
import { useStore } from "../lib/store.ts";
import { useTexts } from "../lib/texts.ts";
import { readMarks, withMark } from "../reads/read-marks.ts";
import { useCatchingUp } from "../rows/catch-up.ts";
import { rowsOf } from "../rows/pages.ts";
import { foundTexts, type InboxPages, type InboxRow, laidOver, rowsQuery, useRowCount } from "../rows/rows.ts";
import { staying, withStaying } from "../rows/staying.ts";
import { loadLate } from "../ui/load-late.tsx";
import { loadable } from "../ui/loadable.ts";
import { ErrorState } from "../ui/States.tsx";
import { LoadingRows } from "./LoadingRows.tsx";
import { chooseNone, dropOthers } from "./selection.ts";
import { type Table, TicketGrid } from "./TicketGrid.tsx";
import styles from "./TicketList.module.css";
import type { Inbox } from "./use-inbox.ts";

const EmptyList = loadLate(async () => (await import("./EmptyList.tsx")).EmptyList);

/** The current rows of the inbox. */
export function TicketList({ inbox, isTable }: { inbox: Inbox; isTable: boolean }) {
  const t = useTexts();
  const { filters, ordering } = inbox;
  const key = JSON.stringify({ filters, ordering });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for both
  const list = useMemo(() => ({ filters, ordering }), [key]);
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetching, isPlaceholderData } = useInfiniteQuery(
    rowsQuery(list),
  );
  const total = useRowCount(list);
  const noteVisible = useCatchingUp(list);
  const rows = useShown(data as InboxPages | undefined);
  const { ticketId } = useParams({ strict: false });
  const asks = JSON.stringify(filters);
  const before = useRef(asks);
  const lastKey = useRef(key);
  if (!isPlaceholderData) lastKey.current = key;
  useEffect(() => {
    if (before.current !== asks) chooseNone();
    before.current = asks;
  }, [asks]);
  useEffect(() => {
    if (rows && !isPlaceholderData) dropOthers(rows);
  }, [rows, isPlaceholderData]);
  // other filters would make "all that match" mean other tickets; opening a ticket keeps the list as it is
  useEffect(() => chooseNone, []);
  const { table, problem } = useTable(inbox, isTable);
  if (isTable && !table) return problem ? <ErrorState error={problem} onRetry={reload} /> : <LoadingRows />;
  if (!rows) return error ? <ErrorState error={error} onRetry={refetch} /> : <LoadingRows />;
  if (rows.length === 0 && !hasNextPage) return isFetching ? <LoadingRows /> : <EmptyList inbox={inbox} />;
  return (
    <div className={styles.list} data-waiting={isPlaceholderData || undefined} aria-busy={isPlaceholderData}>
      <TicketGrid
        list={list}
        shownList={lastKey.current}
        label={inbox.view?.name ?? t("inbox.tickets")}
        rows={rows}
        total={total}
        openId={ticketId}
        hasMore={hasNextPage}
        onEnd={() => {
          if (!isFetching && !isPlaceholderData) void fetchNextPage();
        }}
        onSeen={noteVisible}
        problem={error}
        table={table}
      />
    </div>
  );
}

const tableParts = loadable(async () => (await import("./table/parts.ts")).tableParts);

// the browser may not ask again for code that it could not load, and an upgrade has renamed it
const reload = () => location.reload();

function useTable({ columns: names, setOrdering }: Inbox, isWanted: boolean) {
  const code = useQuery({
    queryKey: ["code of the table"],
    queryFn: () =>
      tableParts.load().catch(() => {
        throw new Unreachable();
      }),
    enabled: isWanted,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    // without a connection it fails at once instead of waiting for one
    networkMode: "always",
  });
  const parts = code.data;
  const fieldKey = names.join();
  const columnsAndRow = useMemo(() => {
    const columns = parts?.columnsOf(fieldKey.split(","));
    return parts && columns && { parts, columns, ...parts.tracksOf(columns) };
  }, [parts, fieldKey]);
  const table: Table | null = isWanted && columnsAndRow ? { ...columnsAndRow, onOrdering: setOrdering } : null;
  return { table, problem: code.error };
}

function useShown(data: InboxPages | undefined): InboxRow[] | undefined {
  const optimisticValues = useStore(laidOver);
  const marks = useStore(readMarks);
  const texts = useStore(foundTexts);
  const stays = useStore(staying);
  const rows = useMemo(() => data && withStaying(rowsOf(data), stays), [data, stays]);
  return useMemo(() => {
    if (!rows || (optimisticValues.size === 0 && marks.size === 0 && texts.size === 0)) return rows;
    return rows.map((row) => {
      const values = optimisticValues.get(row.id);
      const snippet = texts.get(row.id);
      const rowWithMark = withMark(row, marks.get(row.id));
      return values || snippet ? { ...rowWithMark, ...values, ...(snippet && { found: snippet }) } : rowWithMark;
    });
  }, [rows, optimisticValues, marks, texts]);
}
