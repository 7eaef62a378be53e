import { Button } from "@mantine/core";
import { IconArrowBackUp, IconLock } from "@tabler/icons-react";
import { lazy, Suspense, useEffect } from "react";
import { useActions } from "../lib/actions.ts";
import { useTexts } from "../lib/texts.ts";
import css from "./ComposerPlace.module.css";
import type { ComposerState } from "./use-composer.ts";

const load = () => import("./Composer.tsx");
const Composer = lazy(async () => ({ default: (await load()).Composer }));
const QUIET_MS = 1_500;

interface Props {
  composer: ComposerState;
  /** The version of the ticket that is on the screen. */
  shownVersion: number;
  onSent(): void;
}

/** Below the conversation: two buttons until somebody writes, then the place to write in. */
export function ComposerPlace(props: Props) {
  const { composer } = props;
  const t = useTexts();
  const section = t("actions.ticket");
  useActions([
    { id: "reply", section, label: t("replies.reply"), keys: "r", run: () => composer.open("reply") },
    { id: "note", section, label: t("ticket.note"), keys: "n", run: () => composer.open("note") },
  ]);
  useEffect(() => {
    // so that it is there when somebody wants to write
    const timer = setTimeout(() => void load().catch(() => {}), QUIET_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!composer.isOpen)
    return (
      <div className={css.closed}>
        <Button leftSection={<IconArrowBackUp size={16} aria-hidden />} onClick={() => composer.open("reply")}>
          {t("replies.reply")}
        </Button>
        <Button
          className={css.note}
          leftSection={<IconLock size={16} aria-hidden />}
          onClick={() => composer.open("note")}
        >
          {t("ticket.note")}
        </Button>
      </div>
    );
  return (
    <Suspense fallback={<div className={css.coming} aria-busy />}>
      <Composer {...props} />
    </Suspense>
  );
}
