import "../lib/later-texts.ts";
import { Select, Stack, Table, Text, UnstyledButton } from "@mantine/core";
import { IconMail } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { INCOMING_COUNTS, INCOMING_STATES } from "../../wire/incoming-words.ts";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf, numberOf } from "../lib/time.ts";
import records from "../records/records.module.css";
import { useEmailSearch } from "./email-search.ts";
import css from "./Incoming.module.css";
import { IncomingDrawer } from "./IncomingDrawer.tsx";
import { IncomingSettings } from "./IncomingSettings.tsx";
import { MoreRows, RowStates, RowsTable, useRows } from "./rows.tsx";
import { TicketAnchor } from "./TicketAnchor.tsx";

type IncomingEmail = AnswerOf<"GET", "/incoming-emails/">["results"][number];

const PAGE_SIZE = 50;
const AGAIN_MS = 10_000;
const STATES = ["undecided", ...INCOMING_STATES] as const;
const inWords = (state: (typeof STATES)[number] | undefined) => (state === "undecided" ? "quarantined,held" : state);

/** Every email that arrived, and its outcome. */
export function Incoming() {
  const t = useTexts();
  const { search, change } = useEmailSearch();
  const state = STATES.find((each) => each === search.state);
  const [open, setOpen] = useState<string | null>(null);
  const rows = useRows(
    ["incoming-emails", { state }],
    (page, signal) =>
      api.get("/incoming-emails/", { query: { page, page_size: PAGE_SIZE, state: inWords(state) }, signal }),
    () => AGAIN_MS,
  );
  return (
    <Stack>
      <Counts />
      <IncomingSettings />
      <Select
        label={t("email.showAs")}
        value={state ?? ""}
        allowDeselect={false}
        maw={280}
        onChange={(next) => change({ state: next ?? "" })}
        data={[
          { value: "", label: t("email.allStates") },
          ...STATES.map((value) => ({ value, label: t(`email.incomingStates.${value}`) })),
        ]}
      />
      <RowStates
        rows={rows}
        icon={IconMail}
        empty={t(state ? "email.noneWithState" : "email.none")}
        emptyText={state ? null : t("email.noneArrived")}
      >
        {(list) => <Emails rows={list} onOpen={setOpen} />}
      </RowStates>
      <MoreRows rows={rows} />
      {open && <IncomingDrawer id={open} onClose={() => setOpen(null)} />}
    </Stack>
  );
}

/** The emails that arrived, by outcome: the sum of all is what was received. */
function Counts() {
  const t = useTexts();
  const { data } = useQuery({
    queryKey: ["incoming-email-counts"],
    queryFn: ({ signal }) => api.get("/incoming-emails/counts/", { signal }),
    refetchInterval: AGAIN_MS,
  });
  if (!data) return null;
  const { received = 0, ...parts } = data as Record<string, number>;
  const sum = Object.values(parts).reduce((total, each) => total + each, 0);
  return (
    <dl className={css.counts} aria-label={t("email.incoming")}>
      {INCOMING_COUNTS.map((name) => (
        <div key={name}>
          <dt>{t(`email.counted.${name}`)}</dt>
          <dd>{numberOf(parts[name] ?? 0)}</dd>
        </div>
      ))}
      <div data-total>
        <dt>{t("email.received")}</dt>
        <dd>{t("email.sumOf", { sum: numberOf(sum), received: numberOf(received) })}</dd>
      </div>
    </dl>
  );
}

function Emails({ rows, onOpen }: { rows: readonly IncomingEmail[]; onOpen: (id: string) => void }) {
  const t = useTexts();
  return (
    <RowsTable
      label={t("email.incomingTable")}
      columns={[t("email.from"), t("email.showAs"), t("email.subject"), t("email.ticket"), t("email.arrived")]}
    >
      {rows.map((email) => (
        <Table.Tr key={email.id}>
          <Table.Td data-phone="first">
            <UnstyledButton fz="sm" className={records.strong} onClick={() => onOpen(email.id)}>
              {email.from_address || t("email.noSender")}
            </UnstyledButton>
          </Table.Td>
          <Table.Td data-phone="below">
            {email.outcome ? t(`email.incomingOutcomes.${email.outcome}`) : t(`email.incomingStates.${email.state}`)}
            {email.reason_detail && (
              <Text size="xs" c="dimmed" lineClamp={2}>
                {email.reason_detail}
              </Text>
            )}
          </Table.Td>
          <Table.Td data-phone="below">
            <UnstyledButton fz="sm" ta="start" onClick={() => onOpen(email.id)}>
              {email.subject || t("email.noSubject")}
            </UnstyledButton>
          </Table.Td>
          <Table.Td className={records.short}>
            {email.ticket && <TicketAnchor id={email.ticket} number={email.ticket_number} />}
          </Table.Td>
          <Table.Td className={records.short}>{momentOf(email.received_at)}</Table.Td>
        </Table.Tr>
      ))}
    </RowsTable>
  );
}
