import { Box, Button, Group, Paper, Stack, Title } from "@mantine/core";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTexts } from "../lib/texts.ts";
import { BackLink } from "./BackLink.tsx";
import { iconOnPhone } from "./icon-on-phone.ts";
import classes from "./records.module.css";

interface Props {
  /** The list of such records; null for users who have none. */
  parent: { path: string; title: string } | null;
  title: string;
  badge?: ReactNode;
  actions?: ReactNode;
  facts: ReactNode;
  children: ReactNode;
  onEdit?: () => void;
  onDelete?: () => void;
}

/** The page of one record: facts on the left, related records on the right. */
export function RecordFrame({ parent, title, badge, actions, facts, children, onEdit, onDelete }: Props) {
  const t = useTexts();
  return (
    <Box className={classes.page}>
      {parent && <BackLink to={parent.path}>{parent.title}</BackLink>}
      <div className={classes.title}>
        <Group gap="sm">
          <Title order={1} size="h2">
            {title}
          </Title>
          {badge}
        </Group>
        <div className={classes.actions}>
          {actions}
          {onEdit && (
            <Button
              variant="default"
              leftSection={<IconPencil size={16} aria-hidden />}
              onClick={onEdit}
              classNames={actions ? iconOnPhone : undefined}
            >
              {t("common.edit")}
            </Button>
          )}
          {onDelete && (
            <Button
              variant="subtle"
              color="red"
              leftSection={<IconTrash size={16} aria-hidden />}
              onClick={onDelete}
              classNames={iconOnPhone}
            >
              {t("common.delete")}
            </Button>
          )}
        </div>
      </div>
      <Box className={classes.columns}>
        <Paper withBorder p="lg" radius="md">
          {facts}
        </Paper>
        <Stack gap="lg">{children}</Stack>
      </Box>
    </Box>
  );
}

/** A titled part of a record's page. */
export function RecordPart({ title, beside, children }: { title: string; beside?: ReactNode; children: ReactNode }) {
  return (
    <Paper component="section" withBorder radius="md" style={{ overflow: "hidden" }} aria-label={title}>
      <Group justify="space-between" px="md" py="sm" style={{ borderBottom: "1px solid var(--line)" }}>
        <Title order={2} size="h5">
          {title}
        </Title>
        {beside}
      </Group>
      {children}
    </Paper>
  );
}
