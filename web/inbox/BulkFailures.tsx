import "../lib/later-texts.ts";
import { Button, Group, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { showError } from "../ui/notices.ts";
import styles from "./BulkOutcome.module.css";
import type { BulkChange } from "./change-tickets.ts";

const AT_FIRST = 5;
const PAGE = 200;
const PAGE_OF_FILE = 1000;
type Failure = BulkChange["failures"][number];
type Kind = "failures" | "skipped";

const fetchPage = (kind: Kind, id: string, page: number, page_size: number, signal?: AbortSignal) =>
  api.get(`/bulk-changes/{id}/${kind}/`, { path: { id }, query: { page, page_size }, ...(signal && { signal }) });

/**
 * The tickets that were not changed, or not restored, each with its reason: a few, all of them page by page, or as a
 * file.
 */
export function BulkFailures({ bulk }: { bulk: BulkChange }) {
  const t = useTexts();
  const [isWhole, setWhole] = useState(false);
  const isUndone = bulk.state === "undone";
  const kind: Kind = isUndone ? "skipped" : "failures";
  const list = isUndone ? (bulk.undo?.skipped ?? []) : bulk.failures;
  const count = isUndone ? (bulk.undo?.skipped_count ?? 0) : bulk.failed;
  const { data, hasNextPage, fetchNextPage, isFetching } = useInfiniteQuery({
    queryKey: ["bulk-change", bulk.id, kind],
    queryFn: ({ pageParam, signal }) => fetchPage(kind, bulk.id, pageParam, PAGE, signal),
    initialPageParam: 1,
    getNextPageParam: ({ next }, pages) => (next ? pages.length + 1 : undefined),
    enabled: isWhole,
  });
  if (count === 0) return null;
  const whole = data?.pages.flatMap(({ results }) => results);
  const visible = isWhole ? (whole ?? list) : list.slice(0, AT_FIRST);
  return (
    <>
      {isUndone && (
        <Text size="xs" mt="xs">
          {t("bulkOutcome.skipped", { count })}
        </Text>
      )}
      <ul className={styles.failures} tabIndex={isWhole ? 0 : undefined}>
        {visible.map((each) => (
          <RefusedLine key={each.ticket} refused={each} />
        ))}
      </ul>
      {count > AT_FIRST && (
        <Group gap={4} mt={4}>
          {!isWhole && (
            <Button size="compact-xs" variant="subtle" onClick={() => setWhole(true)}>
              {t("bulkOutcome.showAll", { count })}
            </Button>
          )}
          {isWhole && hasNextPage && (
            <Button size="compact-xs" variant="subtle" loading={isFetching} onClick={() => void fetchNextPage()}>
              {t("bulkOutcome.showMore", { count: count - visible.length })}
            </Button>
          )}
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() => void saveAll(kind, bulk.id).catch((error) => showError(error, t("failures.downloadList")))}
          >
            {t("bulkOutcome.download")}
          </Button>
        </Group>
      )}
    </>
  );
}

function RefusedLine({ refused: { ticket, ticket_number, reason } }: { refused: Failure }) {
  const t = useTexts();
  return (
    <li>
      <Link to="/tickets/$ticketId" params={{ ticketId: ticket }} search={(now) => now}>
        {ticket_number ?? t("bulkOutcome.goneTicket")}
      </Link>{" "}
      {reason}
    </li>
  );
}

// a spreadsheet would take this for a formula
const cell = (text: string) => `"${(/^[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

/** Saves the whole list as a file of comma-separated values. */
async function saveAll(kind: Kind, id: string): Promise<void> {
  const lines = ["ticket_number,ticket,reason"];
  for (let page: number | null = 1; page !== null; ) {
    const { results, next } = await fetchPage(kind, id, page, PAGE_OF_FILE);
    for (const { ticket_number, ticket, reason } of results)
      lines.push([ticket_number ?? "", ticket, reason].map(cell).join(","));
    page = next ? page + 1 : null;
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`\ufeff${lines.join("\r\n")}\r\n`], { type: "text/csv" }));
  link.download = `bulk-change-${id}-${kind}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
