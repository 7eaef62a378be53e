import "../lib/later-texts.ts";
import { IconHistory } from "@tabler/icons-react";
import { useTexts } from "../lib/texts.ts";
import { recentShown } from "./bulk-shown.ts";
import styles from "./ListHead.module.css";

/** Opens the recent changes, once there is one that can be undone. */
export function RecentButton() {
  const t = useTexts();
  return (
    <button type="button" className={styles.labelled} aria-haspopup="dialog" onClick={() => recentShown.set(true)}>
      <IconHistory size={16} aria-hidden />
      {t("bulkOutcome.undoAny")}
    </button>
  );
}
