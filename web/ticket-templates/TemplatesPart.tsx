import "../lib/later-texts.ts";
import { Badge, Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconPlus, IconTemplate } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { showError, showNotice } from "../ui/notices.ts";
import { EmptyState, ErrorState, LoadingLines } from "../ui/States.tsx";
import { TemplateForm } from "./TemplateForm.tsx";
import css from "./TicketTemplates.module.css";
import { emptyTemplate, type ListedTemplate, type TemplateDraft, templatesQuery } from "./template-queries.ts";
import { useAudience } from "./use-audience.ts";

const NEW = "new";

/** The ticket templates that this user may see, by folder; each is written here. */
export function TemplatesPart() {
  const t = useTexts();
  const user = useUser();
  const { data: templates, error, refetch } = useQuery(templatesQuery);
  const [edited, setEdited] = useState<string | null>(null);
  if (error && !templates) return <ErrorState error={error} onRetry={refetch} />;
  if (!templates) return <LoadingLines />;
  const close = () => setEdited(null);
  if (edited === NEW) return <TemplateForm id={null} initial={emptyTemplate(user.role)} onClose={close} />;
  const template = templates.find(({ id }) => id === edited);
  if (template) return <EditTemplate template={template} onClose={close} />;
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited(NEW)}>
      {t("templates.add")}
    </Button>
  );
  if (templates.length === 0)
    return (
      <EmptyState icon={IconTemplate} title={t("templates.empty")} action={add}>
        {t("templates.emptyText")}
      </EmptyState>
    );
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={2} size="h4">
          {t("templates.title")}
        </Title>
        {add}
      </Group>
      <Text size="sm" c="dimmed">
        {t("templates.how")}
      </Text>
      <Folders templates={templates} onEdit={setEdited} />
    </Stack>
  );
}

function EditTemplate({ template, onClose }: { template: ListedTemplate; onClose(): void }) {
  const { id, name, folder, scope, team, subject, description, checklist, inputs, missing, names } = template;
  const user = useUser();
  const fields = template.fields as TemplateDraft["fields"];
  const initial = { name, folder, scope, subject, description, checklist, inputs, fields, team: team || user.role };
  return <TemplateForm id={id} initial={initial} missing={missing} names={names} onClose={onClose} />;
}

function Folders({ templates, onEdit }: { templates: readonly ListedTemplate[]; onEdit(id: string): void }) {
  const t = useTexts();
  const folders = [...new Set(templates.map(({ folder }) => folder))];
  return folders.map((folder) => (
    <section key={folder} aria-label={folder || t("macros.noFolder")}>
      <Title order={3} size="sm">
        {folder.replaceAll("/", " › ") || t("macros.noFolder")}
      </Title>
      <ul className={css.list}>
        {templates
          .filter((each) => each.folder === folder)
          .map((each) => (
            <Row key={each.id} template={each} onEdit={() => onEdit(each.id)} />
          ))}
      </ul>
    </section>
  ));
}

function Row({ template, onEdit }: { template: ListedTemplate; onEdit(): void }) {
  const t = useTexts();
  const { id, name, subject, missing, can_change } = template;
  const audience = useAudience();
  const gone = Object.keys(missing).map((field) => t(`fields.${field as "company"}`));
  const remove = async () => {
    try {
      await api.remove("/ticket-templates/{id}/", { path: { id } });
      await queryClient.invalidateQueries(templatesQuery);
      showNotice(t("macros.deleted", { name }));
    } catch (error) {
      showError(error, t("templates.notDeleted"));
    }
  };
  return (
    <li>
      <div>
        <Group gap="xs">
          <b>{name}</b>
          <Badge size="sm" variant="light" color="gray" tt="none">
            {audience(template)}
          </Badge>
        </Group>
        <Text size="sm" c="dimmed">
          {subject}
        </Text>
        {gone.length > 0 && (
          <Text size="sm" c="var(--warn)">
            {t("templates.gone", { fields: gone.join(", "), count: gone.length })}
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
