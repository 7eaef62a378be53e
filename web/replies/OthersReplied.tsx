import "../lib/later-texts.ts";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useTexts } from "../lib/texts.ts";
import css from "./banner.module.css";
import type { SeenVersion } from "./use-seen-version.ts";

/** A small hint that someone else replied while the user was writing. */
export function OthersReplied({ seen }: { seen: SeenVersion }) {
  const t = useTexts();
  const [, draw] = useState(0);
  const last = seen.newComments.at(-1);
  if (!last) return null;
  const name = last.actor_name ?? t("events.somebody");
  const isNote = last.comment?.is_internal ?? false;
  return (
    <div className={css.banner} role="status">
      <span>{isNote ? t("replies.othersNoted", { name }) : t("replies.othersReplied", { name })}</span>
      <Button
        size="compact-xs"
        variant="default"
        onClick={() => {
          seen.acknowledge();
          draw((n) => n + 1);
        }}
      >
        {t("replies.haveRead")}
      </Button>
    </div>
  );
}
