import "../lib/later-texts.ts";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import css from "../ticket-templates/TicketTemplates.module.css";
import { showError, showNotice } from "../ui/notices.ts";
import { RecurrenceForm } from "./RecurrenceForm.tsx";
import { type Recurrence, recurrencesQuery } from "./recurrence-queries.ts";

const NEW = "new";

/** The recurring tickets, each with its next date. */
export function RecurrencesPart() {
  const t = useTexts();
  const { data } = useQuery(recurrencesQuery);
  const [edited, setEdited] = useState<string | null>(null);
  if (!data) return null;
  const close = () => setEdited(null);
  if (edited) return <RecurrenceForm recurrence={data.find(({ id }) => id === edited) ?? null} onClose={close} />;
  return (
    <Stack component="section" aria-label={t("recurring.title")}>
      <Group justify="space-between">
        <Title order={2} size="h4">
          {t("recurring.title")}
        </Title>
        <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited(NEW)}>
          {t("recurring.add")}
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        {t("recurring.how")}
      </Text>
      <ul className={css.list}>
        {data.map((each) => (
          <Row key={each.id} recurrence={each} onEdit={() => setEdited(each.id)} />
        ))}
      </ul>
    </Stack>
  );
}

function Row({ recurrence, onEdit }: { recurrence: Recurrence; onEdit(): void }) {
  const t = useTexts();
  const { id, name, template_name, company_name, next_at, is_active, last_error, can_change } = recurrence;
  const remove = async () => {
    try {
      await api.remove("/recurrences/{id}/", { path: { id } });
      await queryClient.invalidateQueries(recurrencesQuery);
      showNotice(t("macros.deleted", { name }));
    } catch (error) {
      showError(error, t("recurring.notDeleted"));
    }
  };
  const state = () => {
    if (!is_active) return t("recurring.paused");
    return next_at ? t("recurring.next", { time: momentOf(next_at) }) : t("recurring.ended");
  };
  return (
    <li>
      <div>
        <b>{name}</b>
        <Text size="sm" c="dimmed">
          {[template_name, company_name, state()].filter(Boolean).join(" · ")}
        </Text>
        {last_error && (
          <Text size="sm" c="var(--late)">
            {t("recurring.failed", { error: last_error })}
          </Text>
        )}
      </div>
      {can_change && (
        <Group gap="xs">
          <Button variant="default" size="compact-sm" aria-label={t("macros.edit", { name })} onClick={onEdit}>
            {t("common.edit")}
          </Button>
          <Button
            variant="subtle"
            color="red"
            size="compact-sm"
            aria-label={t("macros.delete", { name })}
            onClick={() => void remove()}
          >
            {t("common.delete")}
          </Button>
        </Group>
      )}
    </li>
  );
}
