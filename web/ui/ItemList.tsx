import "../lib/later-texts.ts";
import { ActionIcon, Badge, Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus } from "@tabler/icons-react";
import type { ComponentProps, ReactNode } from "react";
import { useStore } from "../lib/store.ts";
import { useTexts } from "../lib/texts.ts";
import { leaving } from "./delete-soon.ts";
import css from "./ItemList.module.css";
import { EmptyState } from "./States.tsx";

/** The button that adds an item to a list. */
export function AddButton({ label, isQuiet, onClick }: { label: string; isQuiet?: boolean; onClick(): void }) {
  return (
    <Button variant={isQuiet ? "default" : "filled"} leftSection={<IconPlus size={16} aria-hidden />} onClick={onClick}>
      {label}
    </Button>
  );
}

/** The heading of a list in Settings: its title, a button that adds an item, and what the list is for. */
export function ItemsHead({ title, add, children }: { title: string; add: ReactNode; children: ReactNode }) {
  return (
    <>
      <Group justify="space-between">
        <Title order={2} size="h4">
          {title}
        </Title>
        {add}
      </Group>
      <Text size="sm" c="dimmed">
        {children}
      </Text>
    </>
  );
}

type Empty = ComponentProps<typeof EmptyState> & { heading: string; hint?: ReactNode };

/** Shown for an empty list in Settings: its heading, what it is for, and a button that adds the first item. */
export function NoItems({ heading, hint, ...empty }: Empty) {
  return (
    <Stack>
      <Title order={2} size="h4">
        {heading}
      </Title>
      {hint}
      <EmptyState {...empty} />
    </Stack>
  );
}

/** A list of what an agent or an Admin has set up: macros, policies, skills. */
export function ItemList({ isOrdered, children }: { isOrdered?: boolean; children: ReactNode }) {
  const List = isOrdered ? "ol" : "ul";
  return <List className={css.list}>{children}</List>;
}

interface ItemProps {
  id: string;
  name: string;
  badge?: string | false;
  /** A line that describes the item. */
  details: ReactNode;
  /** Anything that needs attention. */
  children?: ReactNode;
  actions: ReactNode;
}

export function Item({ id, name, badge, details, children, actions }: ItemProps) {
  if (useStore(leaving).has(id)) return null;
  return (
    <li>
      <div>
        <Group gap="xs">
          <b>{name}</b>
          {badge && (
            <Badge size="sm" variant="light" color="gray" tt="none">
              {badge}
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {details}
        </Text>
        {children}
      </div>
      {actions}
    </li>
  );
}

interface ActionsProps {
  name: string;
  onEdit(): void;
  onDelete(): void;
  /** Buttons before Edit and Delete. */
  children?: ReactNode;
}

/** The buttons beside an item. */
export function ItemActions({ name, onEdit, onDelete, children }: ActionsProps) {
  const t = useTexts();
  return (
    <Group gap="xs">
      {children}
      <Button variant="default" size="compact-sm" aria-label={t("items.edit", { name })} onClick={onEdit}>
        {t("common.edit")}
      </Button>
      <Button
        variant="subtle"
        color="red"
        size="compact-sm"
        aria-label={t("items.delete", { name })}
        onClick={onDelete}
      >
        {t("common.delete")}
      </Button>
    </Group>
  );
}

interface MoveProps {
  name: string;
  /** The IDs of all items in their order. */
  ids: readonly string[];
  at: number;
  onMove(ids: string[]): Promise<void>;
}

/** The buttons that move an item up and down in an ordered list. */
export function MoveButtons({ name, ids, at, onMove }: MoveProps) {
  const t = useTexts();
  const move = (by: 1 | -1) => {
    const order = [...ids];
    [order[at], order[at + by]] = [order[at + by]!, order[at]!];
    void onMove(order);
  };
  return (
    <>
      <ActionIcon disabled={at === 0} aria-label={t("items.up", { name })} onClick={() => move(-1)}>
        <IconArrowUp size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon disabled={at === ids.length - 1} aria-label={t("items.down", { name })} onClick={() => move(1)}>
        <IconArrowDown size={16} aria-hidden />
      </ActionIcon>
    </>
  );
}
