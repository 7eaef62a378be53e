import { Button, Center, Skeleton, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import { type Icon, IconAlertTriangle, IconMoodEmpty } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTexts } from "../lib/texts.ts";
import { wordsFor } from "./notices.ts";

/** There is nothing here: says why, and what one could do. */
export function EmptyState({
  icon: Picture = IconMoodEmpty,
  title,
  children,
  action,
  isPage = false,
}: {
  icon?: Icon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** It is all that the page holds. */
  isPage?: boolean;
}) {
  return (
    <Center h="100%" mih={240} p="xl">
      <Stack align="center" gap="xs" maw={420} ta="center">
        <ThemeIcon size={56} radius="xl" variant="light" color="gray" aria-hidden>
          <Picture size={28} stroke={1.5} />
        </ThemeIcon>
        <Title order={isPage ? 1 : 2} size="h4">
          {title}
        </Title>
        {children && (
          <Text c="dimmed" size="sm">
            {children}
          </Text>
        )}
        {action}
      </Stack>
    </Center>
  );
}

/** It could not be read: says what went wrong, and lets one try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useTexts();
  return (
    <Center h="100%" mih={240} p="xl" role="alert">
      <Stack align="center" gap="xs" maw={420} ta="center">
        <ThemeIcon size={56} radius="xl" variant="light" color="red" aria-hidden>
          <IconAlertTriangle size={28} stroke={1.5} />
        </ThemeIcon>
        <Title order={2} size="h4">
          {t("problems.title")}
        </Title>
        <Text c="dimmed" size="sm">
          {wordsFor(error)}
        </Text>
        {onRetry && (
          <Button variant="default" onClick={onRetry}>
            {t("common.retry")}
          </Button>
        )}
      </Stack>
    </Center>
  );
}

/** Lines in the place of a text or list that is on its way. */
export function LoadingLines({ lines = 6, height = 18 }: { lines?: number; height?: number }) {
  const t = useTexts();
  return (
    <Stack gap="sm" p="md" aria-busy aria-label={t("common.loading")}>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines have nothing else
        <Skeleton key={line} height={height} width={`${100 - ((line * 17) % 40)}%`} radius="sm" />
      ))}
    </Stack>
  );
}
