import "../lib/later-texts.ts";
import { Button, Group, Stack, Table, Text, UnstyledButton } from "@mantine/core";
import { IconPlus, IconUserShield } from "@tabler/icons-react";
import { useState } from "react";
import { SENDER_ACTIONS } from "../../wire/incoming-words.ts";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import { RecordForm } from "../records/RecordForm.tsx";
import records from "../records/records.module.css";
import { applyChange } from "../ui/apply-change.ts";
import { MoreRows, RowStates, RowsTable, useRows } from "./rows.tsx";

type SenderRule = AnswerOf<"GET", "/sender-rules/{id}/">;

const refresh = () => queryClient.invalidateQueries({ queryKey: ["sender-rules"] });

/** Rules for the emails of a sender, made by people. */
export function SenderRules() {
  const t = useTexts();
  const [open, setOpen] = useState<SenderRule | "new" | null>(null);
  const rows = useRows(["sender-rules"], (page, signal) =>
    api.get("/sender-rules/", { query: { page, page_size: 50 }, signal }),
  );
  return (
    <Stack>
      <Group justify="space-between">
        <Text size="sm" c="dimmed" maw="60ch">
          {t("email.rulesAbout")}
        </Text>
        <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen("new")}>
          {t("email.newRule")}
        </Button>
      </Group>
      <RowStates rows={rows} icon={IconUserShield} empty={t("email.rulesNone")} emptyText={t("email.rulesNoneText")}>
        {(list) => (
          <RowsTable
            label={t("email.rules")}
            columns={[t("email.pattern"), t("email.ruleAction"), t("email.since")]}
            hasActions
          >
            {list.map((rule) => (
              <Row key={rule.id} rule={rule} onOpen={() => setOpen(rule)} />
            ))}
          </RowsTable>
        )}
      </RowStates>
      <MoreRows rows={rows} />
      {open && <RuleForm rule={open === "new" ? null : open} onClose={() => setOpen(null)} />}
    </Stack>
  );
}

function Row({ rule, onOpen }: { rule: SenderRule; onOpen: () => void }) {
  const t = useTexts();
  const { id, pattern, action, note, created_by_name, created_at } = rule;
  const remove = () =>
    applyChange({
      run: () => api.remove("/sender-rules/{id}/", { path: { id } }),
      undo: () => api.post("/sender-rules/", { pattern, action, note }),
      reload: refresh,
      done: t("email.ruleDeleted", { pattern }),
      failed: t("failures.rule", { pattern }),
    });
  return (
    <Table.Tr>
      <Table.Td data-phone="first">
        <UnstyledButton fz="sm" className={records.strong} onClick={onOpen}>
          {pattern}
        </UnstyledButton>
        {note && (
          <Text size="xs" c="dimmed" lineClamp={2}>
            {note}
          </Text>
        )}
      </Table.Td>
      <Table.Td data-phone="below">{t(`email.ruleActions.${action}`)}</Table.Td>
      <Table.Td data-phone="below">
        {momentOf(created_at)}
        {created_by_name && ` · ${created_by_name}`}
      </Table.Td>
      <Table.Td data-phone="beside">
        <Button size="compact-sm" variant="default" onClick={() => void remove()}>
          {t("common.delete")}
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}

function RuleForm({ rule, onClose }: { rule: SenderRule | null; onClose: () => void }) {
  const t = useTexts();
  const save = async (values: Record<string, unknown>, headers: Record<string, string>) => {
    if (rule) await api.patch("/sender-rules/{id}/", values, { path: { id: rule.id }, headers });
    else await api.post("/sender-rules/", { action: "spam", ...values });
    void refresh();
  };
  return (
    <RecordForm
      title={rule?.pattern ?? t("email.newRule")}
      fields={[
        { name: "pattern", label: t("email.pattern"), hint: t("email.patternHint"), required: true, maxLength: 254 },
        {
          name: "action",
          kind: "choice",
          label: t("email.ruleAction"),
          choices: SENDER_ACTIONS.map((value) => ({ value, label: t(`email.ruleActions.${value}`) })),
        },
        { name: "note", label: t("email.note"), maxLength: 1000 },
      ]}
      values={rule ? { ...rule } : { action: "spam" }}
      save={save}
      onClose={onClose}
    />
  );
}
