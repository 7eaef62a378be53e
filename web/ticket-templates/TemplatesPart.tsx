import "../lib/later-texts.ts";
import { Stack, Text } from "@mantine/core";
import { IconTemplate } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { chipWords, cutAtPlaceholders } from "../editor/placeholder-words.ts";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { Folders } from "../macros/Folders.tsx";
import { useAudience } from "../macros/use-audience.ts";
import { deleteSoon } from "../ui/delete-soon.ts";
import { AddButton, Item, ItemActions, ItemsHead, NoItems } from "../ui/ItemList.tsx";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import { UnsavedChanges, UnsavedMark } from "../ui/Unsaved.tsx";
import { TemplateForm } from "./TemplateForm.tsx";
import css from "./TicketTemplates.module.css";
import { emptyTemplate, type ListedTemplate, type TemplateDraft, templatesQuery } from "./template-queries.ts";

const NEW = "new";

/** The ticket templates that this user may see, by folder; each is written here. */
export function TemplatesPart() {
  const t = useTexts();
  const user = useUser();
  const { data: templates, error, refetch } = useQuery(templatesQuery);
  const [editedId, setEditedId] = useState<string | null>(null);
  if (error && !templates) return <ErrorState error={error} onRetry={refetch} />;
  if (!templates) return <LoadingLines />;
  const close = () => setEditedId(null);
  if (editedId === NEW) return <TemplateForm id={null} initial={emptyTemplate(user.role)} onClose={close} />;
  const template = templates.find(({ id }) => id === editedId);
  if (template) return <EditTemplate template={template} onClose={close} />;
  const add = <AddButton label={t("templates.add")} onClick={() => setEditedId(NEW)} />;
  const unsavedHint = <UnsavedChanges name="ticket template new" onContinue={() => setEditedId(NEW)} />;
  if (templates.length === 0)
    return (
      <NoItems
        heading={t("templates.title")}
        hint={unsavedHint}
        icon={IconTemplate}
        title={t("templates.empty")}
        action={add}
      >
        {t("templates.emptyText")}
      </NoItems>
    );
  return (
    <Stack>
      <ItemsHead title={t("templates.title")} add={add}>
        {t("templates.how")}
      </ItemsHead>
      {unsavedHint}
      <Folders items={templates}>
        {(each) => <TemplateItem key={each.id} template={each} onEdit={() => setEditedId(each.id)} />}
      </Folders>
    </Stack>
  );
}

function EditTemplate({ template, onClose }: { template: ListedTemplate; onClose(): void }) {
  const { id, name, folder, scope, team, subject, description, checklist, inputs, files, missing, names } = template;
  const user = useUser();
  const fields = template.fields as TemplateDraft["fields"];
  const texts = { name, folder, scope, subject, description };
  const initial = { ...texts, checklist, inputs, files, fields, team: team || user.role };
  return (
    <TemplateForm
      id={id}
      initial={initial}
      readAt={template.updated_at}
      missing={missing}
      names={names}
      onClose={onClose}
    />
  );
}

/** A subject with the names of its placeholders. */
function SubjectLine({ subject }: { subject: string }) {
  const t = useTexts();
  return cutAtPlaceholders(subject).map(({ text, name }, at) =>
    name ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a placeholder can occur twice
      <span key={at} className={css.placeholder}>
        {chipWords(t, name, text)}
      </span>
    ) : (
      text
    ),
  );
}

function TemplateItem({ template, onEdit }: { template: ListedTemplate; onEdit(): void }) {
  const t = useTexts();
  const { id, name, subject, missing, can_change } = template;
  const audience = useAudience();
  const missingFields = Object.keys(missing).map((field) => t(`fields.${field as "company"}`));
  const remove = () =>
    deleteSoon({
      id,
      remove: (keepalive) => api.remove("/ticket-templates/{id}/", { path: { id }, keepalive }),
      reload: () => queryClient.invalidateQueries(templatesQuery),
      done: t("items.deleted", { name }),
      failed: t("templates.notDeleted"),
    });
  return (
    <Item
      id={id}
      name={name}
      badge={audience(template)}
      details={<SubjectLine subject={subject} />}
      actions={can_change && <ItemActions name={name} onEdit={onEdit} onDelete={remove} />}
    >
      <UnsavedMark name={`ticket template ${id}`} />
      {missingFields.length > 0 && (
        <Text size="sm" c="var(--warn)">
          {t("templates.gone", { fields: missingFields.join(", "), count: missingFields.length })}
        </Text>
      )}
    </Item>
  );
}
