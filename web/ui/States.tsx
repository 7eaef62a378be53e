import { Button } from "@mantine/core";
import { type Icon, IconAlertTriangle, IconMoodEmpty } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTexts } from "../lib/texts.ts";
import { errorText } from "./notices.ts";
import css from "./States.module.css";

/** Shown for an empty list: why it is empty, and what the user can do. */
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
  /** Whether it is the whole page. */
  isPage?: boolean;
}) {
  const Heading = isPage ? "h1" : "h2";
  return (
    <div className={css.state}>
      <span className={css.picture} aria-hidden>
        <Picture size={28} stroke={1.5} />
      </span>
      <Heading>{title}</Heading>
      {children && <p>{children}</p>}
      {action}
    </div>
  );
}

/** Shown when loading failed: what went wrong, and a button to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useTexts();
  return (
    <div className={css.state} role="alert">
      <span className={css.picture} data-wrong aria-hidden>
        <IconAlertTriangle size={28} stroke={1.5} />
      </span>
      <h2>{t("problems.title")}</h2>
      <p>{errorText(error)}</p>
      {onRetry && (
        <Button variant="default" onClick={onRetry}>
          {t("common.retry")}
        </Button>
      )}
    </div>
  );
}

/** Placeholder lines for a text or list that is loading. */
export function LoadingLines({ lines = 6, height = 18 }: { lines?: number; height?: number }) {
  const t = useTexts();
  return (
    <div className={css.lines} aria-busy role="status" aria-label={t("common.loading")}>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines have nothing else
        <i key={line} style={{ height, width: `${100 - ((line * 17) % 40)}%` }} aria-hidden />
      ))}
    </div>
  );
}
