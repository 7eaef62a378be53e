import { Anchor, Badge, Group, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { numberOf, relativeTo } from "../lib/time.ts";
import { RecordPart } from "../ui/records/RecordFrame.tsx";
import { ErrorState, LoadingLines } from "../ui/States.tsx";

type By = { company: string } | { contact: string } | { zone: string } | { assigned_to: string };

/** The latest tickets of a company, contact or zone, and the way to all of them. */
export function TicketsOf({ by }: { by: By }) {
  const t = useTexts();
  const rows = useQuery({
    queryKey: ["inbox", "of", by],
    queryFn: ({ signal }) => api.get("/inbox/", { query: { ...by, page_size: 10 }, signal }),
  });
  const open = useQuery({
    queryKey: ["inbox", "open of", by],
    queryFn: ({ signal }) => api.get("/inbox/count/", { query: { ...by, open: true }, signal }),
  });
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
      {rows.error ? (
        <ErrorState error={rows.error} onRetry={rows.refetch} />
      ) : !rows.data ? (
        <LoadingLines lines={4} />
      ) : rows.data.results.length === 0 ? (
        <Text p="md" size="sm" c="dimmed">
          {t("records.noTickets")}
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={420} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
          <Table horizontalSpacing="md" highlightOnHover>
            <Table.Thead className="only-read-out">
              <Table.Tr>
                <Table.Th>{t("records.subject")}</Table.Th>
                <Table.Th>{t("records.status")}</Table.Th>
                <Table.Th>{t("records.changed")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.data.results.map(({ id, ticket_number, subject, status, updated_at }) => (
                <Table.Tr key={id}>
                  <Table.Td>
                    <Anchor
                      size="sm"
                      c="inherit"
                      fw={600}
                      renderRoot={(props) => <Link to="/tickets/$ticketId" params={{ ticketId: id }} {...props} />}
                    >
                      {subject}
                    </Anchor>
                    <Text size="xs" c="dimmed">
                      {ticket_number}
                    </Text>
                  </Table.Td>
                  <Table.Td w={130}>
                    <Badge variant="light" color={status === "resolved" || status === "closed" ? "gray" : "harbour"}>
                      {t(`statuses.${status}`)}
                    </Badge>
                  </Table.Td>
                  <Table.Td w={130}>
                    <Text size="xs" c="dimmed">
                      {relativeTo(updated_at)}
                    </Text>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </RecordPart>
  );
}
