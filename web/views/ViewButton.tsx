import { IconDots } from "@tabler/icons-react";
import type { ComponentProps } from "react";
import { useTexts } from "../lib/texts.ts";
import styles from "./ViewLinks.module.css";

export function ViewButton({ name, ...button }: { name: string } & ComponentProps<"button">) {
  const t = useTexts();
  return (
    <button
      type="button"
      aria-haspopup="menu"
      {...button}
      className={styles.more}
      aria-label={t("views.more", { name })}
    >
      <IconDots size={15} aria-hidden />
    </button>
  );
}
