import { useTexts } from "../lib/texts.ts";
import styles from "./LoadingRows.module.css";

/** Placeholders for loading rows; nothing is announced for those at the end of others. */
export function LoadingRows({ count = 12, isQuiet = false }: { count?: number; isQuiet?: boolean }) {
  const t = useTexts();
  return (
    <div className={styles.rows} role={isQuiet ? undefined : "status"} aria-busy aria-hidden={isQuiet || undefined}>
      {!isQuiet && <span className="only-read-out">{t("common.loading")}</span>}
      {Array.from({ length: count }, (_, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines have nothing else
        <div key={n} className={styles.row} aria-hidden>
          <i style={{ width: `${62 - ((n * 13) % 30)}%` }} />
          <i style={{ width: `${44 - ((n * 7) % 18)}%` }} />
          <i style={{ width: `${80 - ((n * 17) % 35)}%` }} />
        </div>
      ))}
    </div>
  );
}
