import { IconAdjustmentsHorizontal, IconColumns3 } from "@tabler/icons-react";
import type { ComponentProps } from "react";
import { useTexts } from "../lib/texts.ts";
import styles from "./ListHead.module.css";

export function LookButton(button: ComponentProps<"button">) {
  const t = useTexts();
  return (
    <button type="button" aria-haspopup="menu" {...button} className={styles.button} aria-label={t("inbox.look")}>
      <IconAdjustmentsHorizontal size={17} aria-hidden />
    </button>
  );
}

export function ColumnsButton(button: ComponentProps<"button">) {
  const t = useTexts();
  return (
    <button type="button" aria-haspopup="dialog" {...button} className={styles.labelled}>
      <IconColumns3 size={16} aria-hidden />
      {t("inbox.columnsTitle")}
    </button>
  );
}
