import "../lib/later-texts.ts";
import { Box, Button, Center, Table } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Page } from "../lib/endpoints.ts";
import { useTexts } from "../lib/texts.ts";
import records from "../records/records.module.css";
import { EmptyState, ErrorState, LoadingLines } from "../ui/States.tsx";

/**
 * The rows of a settings list, page by page. `againMs`: how long after loading they are read again, given the rows of the first
 * page.
 */
export function useRows<Row>(
  key: readonly unknown[],
  read: (page: number, signal: AbortSignal) => Promise<Page<Row>>,
  againMs: (first: readonly Row[]) => number | false = () => false,
) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: 1,
    getNextPageParam: (last, _, page) => (last.next ? page + 1 : undefined),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => againMs(state.data?.pages[0]?.results ?? []),
  });
  return { query, list: query.data?.pages.flatMap(({ results }) => results) };
}

type Rows<Row> = ReturnType<typeof useRows<Row>>;

/** The rows once they are loaded; until then, the loading or error state. */
export function RowStates<Row>({
  rows: { query, list },
  icon,
  empty,
  emptyText,
  children,
}: {
  rows: Rows<Row>;
  icon: Icon;
  empty: string;
  emptyText?: string | null;
  children: (list: Row[]) => ReactNode;
}) {
  if (query.error) return <ErrorState error={query.error} onRetry={query.refetch} />;
  if (!list) return <LoadingLines />;
  return list.length === 0 ? (
    <EmptyState icon={icon} title={empty}>
      {emptyText}
    </EmptyState>
  ) : (
    children(list)
  );
}

export function MoreRows<Row>({ rows: { query } }: { rows: Rows<Row> }) {
  const t = useTexts();
  if (!query.hasNextPage) return null;
  return (
    <Center>
      <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {t("records.more")}
      </Button>
    </Center>
  );
}

interface TableProps {
  label: string;
  columns: readonly string[];
  /** The last column has buttons; only screen readers read its heading. */
  hasActions?: boolean;
  children: ReactNode;
}

/** A table of emails, or of rules about them. */
export function RowsTable({ label, columns, hasActions, children }: TableProps) {
  const t = useTexts();
  return (
    <Box className={records.sheet}>
      <Table highlightOnHover className={records.records} aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column}>{column}</Table.Th>
            ))}
            {hasActions && (
              <Table.Th>
                <span className="only-read-out">{t("records.actions")}</span>
              </Table.Th>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </Box>
  );
}
