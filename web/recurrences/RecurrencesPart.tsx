import "../lib/later-texts.ts";
import { Button, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import { applyChange } from "../ui/apply-change.ts";
import { deleteSoon } from "../ui/delete-soon.ts";
import { AddButton, Item, ItemActions, ItemList, ItemsHead } from "../ui/ItemList.tsx";
import { UnsavedChanges, UnsavedMark } from "../ui/Unsaved.tsx";
import { RecurrenceForm } from "./RecurrenceForm.tsx";
import { type Recurrence, recurrencesQuery } from "./recurrence-queries.ts";

const NEW = "new";

/** The recurring tickets and the next date of each. */
export function RecurrencesPart() {
  const t = useTexts();
  const { data } = useQuery(recurrencesQuery);
  const [editedId, setEditedId] = useState<string | null>(null);
  if (!data) return null;
  const close = () => setEditedId(null);
  if (editedId)
    return (
      <Stack component="section" aria-label={t("recurring.title")}>
        <Title order={2} size="h4">
          {t("recurring.title")}
        </Title>
        <RecurrenceForm recurrence={data.find(({ id }) => id === editedId) ?? null} onClose={close} />
      </Stack>
    );
  return (
    <Stack component="section" aria-label={t("recurring.title")}>
      <ItemsHead
        title={t("recurring.title")}
        add={<AddButton isQuiet label={t("recurring.add")} onClick={() => setEditedId(NEW)} />}
      >
        {t("recurring.how")}
      </ItemsHead>
      <UnsavedChanges name="recurrence new" onContinue={() => setEditedId(NEW)} />
      <ItemList>
        {data.map((each) => (
          <RecurrenceItem key={each.id} recurrence={each} onEdit={() => setEditedId(each.id)} />
        ))}
      </ItemList>
    </Stack>
  );
}

function RecurrenceItem({ recurrence, onEdit }: { recurrence: Recurrence; onEdit(): void }) {
  const t = useTexts();
  const { id, name, template_name, company_name, contact_name, next_at, is_active, last_error, can_change } =
    recurrence;
  const reload = () => queryClient.invalidateQueries(recurrencesQuery);
  const remove = () =>
    deleteSoon({
      id,
      remove: (keepalive) => api.remove("/recurrences/{id}/", { path: { id }, keepalive }),
      reload,
      done: t("items.deleted", { name }),
      failed: t("recurring.notDeleted"),
    });
  const pause = () =>
    applyChange({
      run: () => api.patch("/recurrences/{id}/", { is_active: !is_active }, { path: { id } }),
      reload,
      failed: t("recurring.notPaused"),
    });
  const state = () => {
    if (!is_active) return t("recurring.paused");
    return next_at ? t("recurring.next", { time: momentOf(next_at) }) : t("recurring.ended");
  };
  return (
    <Item
      id={id}
      name={name}
      details={[template_name, company_name, contact_name, state()].filter(Boolean).join(" · ")}
      actions={
        can_change && (
          <ItemActions name={name} onEdit={onEdit} onDelete={remove}>
            <Button
              variant="default"
              size="compact-sm"
              aria-label={is_active ? t("recurring.pauseOf", { name }) : t("recurring.resumeOf", { name })}
              onClick={() => void pause()}
            >
              {is_active ? t("recurring.pause") : t("recurring.resume")}
            </Button>
          </ItemActions>
        )
      }
    >
      <UnsavedMark name={`recurrence ${id}`} />
      {last_error && (
        <Text size="sm" c="var(--late)">
          {t("recurring.failed", { error: last_error })}
        </Text>
      )}
    </Item>
  );
}
