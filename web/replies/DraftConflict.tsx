import "../lib/later-texts.ts";
import { Button } from "@mantine/core";
import { useTexts } from "../lib/texts.ts";
import { showError } from "../ui/notices.ts";
import css from "./banner.module.css";
import type { Draft } from "./draft.ts";

/** The draft was changed in another window: the author keeps this version or takes the other one. */
export function DraftConflict({ draft }: { draft: Pick<Draft<object>, "keepMine" | "takeTheirs"> }) {
  const t = useTexts();
  return (
    <div className={css.banner} role="alert">
      <span>{t("replies.elsewhere")}</span>
      <Button
        size="compact-xs"
        variant="default"
        onClick={() => void draft.keepMine().catch((error) => showError(error, t("failures.draft")))}
      >
        {t("replies.keepMine")}
      </Button>
      <Button
        size="compact-xs"
        variant="default"
        onClick={() => void draft.takeTheirs().catch((error) => showError(error, t("failures.draft")))}
      >
        {t("replies.takeTheirs")}
      </Button>
    </div>
  );
}
