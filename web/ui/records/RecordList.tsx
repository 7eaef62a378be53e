import { Box, Button, Center, Group, Skeleton, Table, Text, TextInput, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type Icon, IconPlus, IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { Page } from "../../lib/endpoints.ts";
import { useTexts } from "../../lib/texts.ts";
import { numberOf } from "../../lib/time.ts";
import { EmptyState, ErrorState } from "../States.tsx";
import classes from "./records.module.css";

export interface Column<Row> {
  key: string;
  title: string;
  render: (row: Row) => ReactNode;
  /** Left out on a phone. */
  isWideOnly?: boolean;
}

interface Props<Row> {
  title: string;
  /** The name that the query's key begins with. */
  name: string;
  icon: Icon;
  read: (page: number, search: string, signal: AbortSignal) => Promise<Page<Row>>;
  columns: readonly Column<Row>[];
  empty: string;
  newLabel?: string;
  onNew?: () => void;
  beside?: ReactNode;
  searchLabel: string;
}

const TYPING_MS = 150;

/** A page that lists records: heading with their number, search while typing, a table that goes on as one asks for more. */
export function RecordList<Row extends { id: string }>(props: Props<Row>) {
  const { title, name, read, columns, empty, icon, newLabel, onNew, beside, searchLabel } = props;
  const t = useTexts();
  const [text, setText] = useState("");
  const [search] = useDebouncedValue(text.trim(), TYPING_MS);
  const rows = useInfiniteQuery({
    queryKey: [name, { search }],
    queryFn: ({ pageParam, signal }) => read(pageParam, search, signal),
    initialPageParam: 1,
    getNextPageParam: (last, _, page) => (last.next ? page + 1 : undefined),
    placeholderData: keepPreviousData,
  });
  const found = rows.data?.pages.flatMap(({ results }) => results);
  const count = rows.data?.pages[0]?.count;
  return (
    <Box className={classes.page}>
      <Group justify="space-between" mb="md" gap="sm">
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
        <Group gap="sm">
          {beside}
          <TextInput
            type="search"
            leftSection={<IconSearch size={16} aria-hidden />}
            placeholder={searchLabel}
            aria-label={searchLabel}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            w={{ base: 180, sm: 260 }}
          />
          {onNew && (
            <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={onNew}>
              {newLabel}
            </Button>
          )}
        </Group>
      </Group>
      {rows.error ? (
        <ErrorState error={rows.error} onRetry={rows.refetch} />
      ) : found?.length === 0 ? (
        <EmptyState icon={icon} title={search ? t("records.nothingFits", { search }) : empty} />
      ) : (
        <Box className={classes.sheet} aria-busy={rows.isFetching}>
          <Table verticalSpacing="sm" horizontalSpacing="md" highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                {columns.map(({ key, title, isWideOnly }) => (
                  <Table.Th key={key} visibleFrom={isWideOnly ? "sm" : undefined}>
                    {title || <span className="only-read-out">{t("records.actions")}</span>}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {found
                ? found.map((row) => (
                    <Table.Tr key={row.id}>
                      {columns.map(({ key, render, isWideOnly }) => (
                        <Table.Td key={key} visibleFrom={isWideOnly ? "sm" : undefined}>
                          {render(row)}
                        </Table.Td>
                      ))}
                    </Table.Tr>
                  ))
                : LINES.map((line) => (
                    <Table.Tr key={line}>
                      {columns.map(({ key, isWideOnly }) => (
                        <Table.Td key={key} visibleFrom={isWideOnly ? "sm" : undefined}>
                          <Skeleton height={14} width={`${90 - ((line * 23) % 50)}%`} />
                        </Table.Td>
                      ))}
                    </Table.Tr>
                  ))}
            </Table.Tbody>
          </Table>
        </Box>
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

const LINES = [0, 1, 2, 3, 4, 5, 6, 7];
