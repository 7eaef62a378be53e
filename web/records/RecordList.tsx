import "../lib/later-texts.ts";
import { Box, Button, Center, Group, Skeleton, Table, Text, TextInput, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type Icon, IconPlus, IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { Page } from "../lib/endpoints.ts";
import { useTexts } from "../lib/texts.ts";
import { numberOf } from "../lib/time.ts";
import { EmptyState, ErrorState } from "../ui/States.tsx";
import { iconOnPhone } from "./icon-on-phone.ts";
import classes from "./records.module.css";

export interface RecordColumn<Row> {
  key: string;
  title: string;
  render: (row: Row) => ReactNode;
  /** Where it appears in the cards of a phone: below the first column's value, or beside it; left out otherwise. */
  onPhone?: "below" | "beside";
}

interface Props<Row> {
  title: string;
  /** The first part of the query's key. */
  name: string;
  icon: Icon;
  read: (page: number, search: string, signal: AbortSignal) => Promise<Page<Row>>;
  columns: readonly RecordColumn<Row>[];
  /** Said if there are none, and what such records are for. */
  empty: readonly [title: string, text?: string];
  newLabel?: string;
  onNew?: () => void;
  searchLabel: string;
  /** The filter of the list; another value loads it again. */
  filter?: string;
  /** Shown above the records. */
  note?: ReactNode;
  /** Beside the search. */
  tools?: ReactNode;
}

const TYPING_MS = 150;

/**
 * A page that lists records: a heading with their number, search while typing, and a table that loads more on demand.
 */
export function RecordList<Row extends { id: string }>(props: Props<Row>) {
  const { title, name, read, columns, empty, icon, newLabel, onNew, searchLabel, filter = "", note, tools } = props;
  const t = useTexts();
  const [text, setText] = useState("");
  const [search] = useDebouncedValue(text.trim(), TYPING_MS);
  const rows = useInfiniteQuery({
    queryKey: [name, { search, filter }],
    queryFn: ({ pageParam, signal }) => read(pageParam, search, signal),
    initialPageParam: 1,
    getNextPageParam: (last, _, page) => (last.next ? page + 1 : undefined),
    placeholderData: keepPreviousData,
  });
  const records = rows.data?.pages.flatMap(({ results }) => results);
  const count = rows.data?.pages[0]?.count;
  return (
    <Box className={classes.page}>
      <header className={classes.head}>
        <Group gap="xs" align="baseline">
          <Title order={1} size="h2">
            {title}
          </Title>
          {count !== undefined && (
            <Text c="dimmed" size="sm" role="status">
              {numberOf(count)}
            </Text>
          )}
        </Group>
        <div className={classes.tools}>
          <Search label={searchLabel} text={text} onType={setText} />
          {tools}
          {onNew && (
            <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={onNew} classNames={iconOnPhone}>
              {newLabel}
            </Button>
          )}
        </div>
      </header>
      {note}
      {rows.error ? (
        <ErrorState error={rows.error} onRetry={rows.refetch} />
      ) : records?.length === 0 ? (
        <EmptyState icon={icon} title={search ? t("records.nothingFits", { search }) : empty[0]}>
          {!search && empty[1]}
        </EmptyState>
      ) : (
        <Records columns={columns} records={records} isBusy={rows.isFetching} />
      )}
      {rows.hasNextPage && (
        <Center my="md">
          <Button variant="default" loading={rows.isFetchingNextPage} onClick={() => void rows.fetchNextPage()}>
            {t("records.more")}
          </Button>
        </Center>
      )}
    </Box>
  );
}

const LINES = Array.from({ length: 8 }, (_, line) => ({ id: `line ${line}` }));

function Search({ label, text, onType }: { label: string; text: string; onType(text: string): void }) {
  return (
    <TextInput
      type="search"
      leftSection={<IconSearch size={16} aria-hidden />}
      placeholder={label}
      aria-label={label}
      value={text}
      onChange={(event) => onType(event.currentTarget.value)}
      className={classes.search}
    />
  );
}

interface RecordsProps<Row> {
  columns: readonly RecordColumn<Row>[];
  /** Undefined until they are read. */
  records: readonly Row[] | undefined;
  isBusy: boolean;
}

function Records<Row extends { id: string }>({ columns, records, isBusy }: RecordsProps<Row>) {
  const t = useTexts();
  return (
    <Box className={classes.sheet} aria-busy={isBusy}>
      <Table verticalSpacing="sm" horizontalSpacing="md" highlightOnHover className={classes.records}>
        <Table.Thead>
          <Table.Tr>
            {columns.map(({ key, title }) => (
              <Table.Th key={key}>{title || <span className="only-read-out">{t("records.actions")}</span>}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {(records ?? LINES).map((row, line) => (
            <Table.Tr key={row.id}>
              {columns.map(({ key, render, onPhone }, at) => (
                <Table.Td key={key} data-phone={at === 0 ? "first" : onPhone}>
                  {records ? render(row as Row) : <Skeleton height={14} width={`${90 - ((line * 23) % 50)}%`} my={4} />}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Box>
  );
}
