import "../lib/later-texts.ts";
import { Button, Group, Stack, Table, Text } from "@mantine/core";
import { IconMailOff, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import { RecordForm } from "../records/RecordForm.tsx";
import { applyChange } from "../ui/apply-change.ts";
import { EmailDrawer } from "./EmailDrawer.tsx";
import { emailsChanged } from "./email-queries.ts";
import { MoreRows, RowStates, RowsTable, useRows } from "./rows.tsx";

type Suppression = AnswerOf<"GET", "/suppressions/">["results"][number];

const SCOPES = ["all", "notifications"] as const;
const refresh = () => {
  emailsChanged();
  return queryClient.invalidateQueries({ queryKey: ["suppressions"] });
};

/** Addresses that get no email, and why. */
export function Suppressions() {
  const t = useTexts();
  const [isAdding, setAdding] = useState(false);
  const [open, setOpen] = useState<string | null>(null);
  const rows = useRows(["suppressions"], (page, signal) =>
    api.get("/suppressions/", { query: { page, page_size: 50 }, signal }),
  );
  return (
    <Stack>
      <Group justify="space-between">
        <Text size="sm" c="dimmed" maw="60ch">
          {t("email.suppressedAbout")}
        </Text>
        <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
          {t("email.suppress")}
        </Button>
      </Group>
      <RowStates
        rows={rows}
        icon={IconMailOff}
        empty={t("email.suppressedNone")}
        emptyText={t("email.suppressedNoneText")}
      >
        {(list) => (
          <RowsTable
            label={t("email.suppressed")}
            columns={[t("people.fields.email"), t("email.because"), t("email.since")]}
            hasActions
          >
            {list.map((row) => (
              <Row key={row.id} row={row} onOpen={setOpen} />
            ))}
          </RowsTable>
        )}
      </RowStates>
      <MoreRows rows={rows} />
      {open && <EmailDrawer id={open} onClose={() => setOpen(null)} />}
      {isAdding && <SuppressionForm onClose={() => setAdding(false)} />}
    </Stack>
  );
}

function SuppressionForm({ onClose }: { onClose: () => void }) {
  const t = useTexts();
  return (
    <RecordForm
      title={t("email.suppress")}
      fields={[
        { name: "address", kind: "email", label: t("people.fields.email"), required: true, maxLength: 254 },
        {
          name: "scope",
          kind: "choice",
          label: t("email.scope"),
          choices: SCOPES.map((value) => ({ value, label: t(`email.scopes.${value}`) })),
        },
        { name: "note", label: t("email.note"), maxLength: 1000 },
      ]}
      values={{ scope: "all" }}
      save={async (values) => {
        await api.post("/suppressions/", values);
        void refresh();
      }}
      onClose={onClose}
    />
  );
}

function Row({ row, onOpen }: { row: Suppression; onOpen: (email: string) => void }) {
  const t = useTexts();
  const { id, address, scope, because, note, email, until, created_at } = row;
  const remove = () =>
    applyChange({
      run: () => api.remove("/suppressions/{id}/", { path: { id } }),
      undo: () => api.post("/suppressions/", { address, scope, note, until }),
      reload: refresh,
      done: t("email.unsuppressed", { address }),
      failed: t("failures.suppression", { address }),
    });
  return (
    <Table.Tr>
      <Table.Td data-phone="first">{address}</Table.Td>
      <Table.Td data-phone="below">
        {t(`email.becauses.${because}`)}
        {scope === "notifications" && ` · ${t("email.scopes.notifications")}`}
        {until && ` · ${t("email.until", { until: momentOf(until) })}`}
        {note && (
          <Text size="xs" c="dimmed" lineClamp={2}>
            {note}
          </Text>
        )}
      </Table.Td>
      <Table.Td data-phone="below">{momentOf(created_at)}</Table.Td>
      <Table.Td data-phone="beside">
        <Group gap="xs" wrap="nowrap" justify="flex-end">
          {email && (
            <Button size="compact-sm" variant="subtle" onClick={() => onOpen(email)}>
              {t("email.showEmail")}
            </Button>
          )}
          <Button size="compact-sm" variant="default" onClick={() => void remove()}>
            {t("email.unsuppress")}
          </Button>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
