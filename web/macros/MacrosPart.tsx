import "../lib/later-texts.ts";
import { Stack } from "@mantine/core";
import { IconBolt } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { languageName } from "../lib/language-names.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { deleteSoon } from "../ui/delete-soon.ts";
import { AddButton, Item, ItemActions, ItemsHead, NoItems } from "../ui/ItemList.tsx";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import { UnsavedChanges, UnsavedMark } from "../ui/Unsaved.tsx";
import { Folders } from "./Folders.tsx";
import { MacroForm } from "./MacroForm.tsx";
import { type ListedMacro, macrosQuery } from "./macro-queries.ts";
import { useAudience } from "./use-audience.ts";

/** The macros that this user may see, by folder, and the form to edit one. */
export function MacrosPart() {
  const t = useTexts();
  const { data: macros, error, refetch } = useQuery(macrosQuery);
  const [editedId, setEditedId] = useState<string | null>(null);
  if (error && !macros) return <ErrorState error={error} onRetry={refetch} />;
  if (!macros) return <LoadingLines />;
  const close = () => setEditedId(null);
  if (editedId) return <MacroForm id={editedId === "new" ? null : editedId} onClose={close} />;
  const add = <AddButton label={t("macros.add")} onClick={() => setEditedId("new")} />;
  const unsavedHint = <UnsavedChanges name="macro new" onContinue={() => setEditedId("new")} />;
  if (macros.length === 0)
    return (
      <NoItems heading={t("macros.title")} hint={unsavedHint} icon={IconBolt} title={t("macros.empty")} action={add}>
        {t("macros.emptyText")}
      </NoItems>
    );
  return (
    <Stack>
      <ItemsHead title={t("macros.title")} add={add}>
        {t("macros.how")}
      </ItemsHead>
      {unsavedHint}
      <Folders items={macros}>
        {(macro) => <MacroItem key={macro.id} macro={macro} onEdit={() => setEditedId(macro.id)} />}
      </Folders>
    </Stack>
  );
}

function MacroItem({ macro, onEdit }: { macro: ListedMacro; onEdit(): void }) {
  const t = useTexts();
  const audience = useAudience();
  const { id, name, uses, languages, can_change } = macro;
  const remove = () =>
    deleteSoon({
      id,
      remove: (keepalive) => api.remove("/macros/{id}/", { path: { id }, keepalive }),
      reload: () => queryClient.invalidateQueries(macrosQuery),
      done: t("items.deleted", { name }),
      failed: t("macros.notDeleted"),
    });
  return (
    <Item
      id={id}
      name={name}
      badge={audience(macro)}
      details={[languages.map(languageName).join(", "), t("macros.uses", { count: uses })].filter(Boolean).join(" · ")}
      actions={can_change && <ItemActions name={name} onEdit={onEdit} onDelete={remove} />}
    >
      <UnsavedMark name={`macro ${id}`} />
    </Item>
  );
}
