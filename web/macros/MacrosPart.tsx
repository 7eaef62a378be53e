import "../lib/later-texts.ts";
import { Badge, Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconBolt, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { showError, showNotice } from "../ui/notices.ts";
import { EmptyState, ErrorState, LoadingLines } from "../ui/States.tsx";
import { MacroForm } from "./MacroForm.tsx";
import css from "./MacrosPart.module.css";
import { type ListedMacro, macrosQuery } from "./macro-queries.ts";

/** The macros that this user may see, by folder; each is written here. */
export function MacrosPart() {
  const t = useTexts();
  const { data: macros, error, refetch } = useQuery(macrosQuery);
  const [edited, setEdited] = useState<string | null>(null);
  if (error && !macros) return <ErrorState error={error} onRetry={refetch} />;
  if (!macros) return <LoadingLines />;
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited("new")}>
      {t("macros.add")}
    </Button>
  );
  const close = () => setEdited(null);
  if (edited) return <MacroForm id={edited === "new" ? null : edited} onClose={close} />;
  if (macros.length === 0)
    return (
      <EmptyState icon={IconBolt} title={t("macros.empty")} action={add}>
        {t("macros.emptyText")}
      </EmptyState>
    );
  const folders = [...new Set(macros.map(({ folder }) => folder))];
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={2} size="h4">
          {t("macros.title")}
        </Title>
        {add}
      </Group>
      <Text size="sm" c="dimmed">
        {t("macros.how")}
      </Text>
      {folders.map((folder) => (
        <section key={folder} aria-label={folder || t("macros.noFolder")}>
          <Title order={3} size="sm">
            {folder.replaceAll("/", " › ") || t("macros.noFolder")}
          </Title>
          <ul className={css.list}>
            {macros
              .filter((macro) => macro.folder === folder)
              .map((macro) => (
                <Row key={macro.id} macro={macro} onEdit={() => setEdited(macro.id)} />
              ))}
          </ul>
        </section>
      ))}
    </Stack>
  );
}

function Row({ macro, onEdit }: { macro: ListedMacro; onEdit(): void }) {
  const t = useTexts();
  const { id, name, scope, team, uses, languages } = macro;
  const who =
    scope === "own" ? t("macros.onlyYou") : scope === "team" ? t(`roles.${team as "Tech"}`) : t("macros.everyone");
  const remove = async () => {
    try {
      await api.remove("/macros/{id}/", { path: { id } });
      await queryClient.invalidateQueries(macrosQuery);
      showNotice(t("macros.deleted", { name }));
    } catch (error) {
      showError(error, t("macros.notDeleted"));
    }
  };
  return (
    <li>
      <div>
        <Group gap="xs">
          <b>{name}</b>
          <Badge size="sm" variant="light" color="gray" tt="none">
            {who}
          </Badge>
        </Group>
        <Text size="sm" c="dimmed">
          {[languages.join(", "), t("macros.uses", { count: uses })].filter(Boolean).join(" · ")}
        </Text>
      </div>
      {macro.can_change && (
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
