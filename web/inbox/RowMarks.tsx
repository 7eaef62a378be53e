import "../lib/later-texts.ts";
import { IconBellZ, IconMailOff } from "@tabler/icons-react";
import { shortMomentOf } from "../lib/short-time.ts";
import { useTexts } from "../lib/texts.ts";
import styles from "./TicketRow.module.css";
import type { RowProps } from "./TicketRow.tsx";

/** Until when the user has snoozed the ticket. */
export function SnoozeMark({ row: { snooze }, now }: Pick<RowProps, "row" | "now">) {
  const t = useTexts();
  const name = t("views.builtIn.snoozed");
  const until = snooze?.until ? shortMomentOf(snooze.until, new Date(now)) : t("listNotes.untilReply");
  return (
    <span className={styles.asleep} title={`${name}: ${until}`}>
      <IconBellZ size={14} aria-hidden />
      <span className="only-read-out">{name}</span> {until}
    </span>
  );
}

/** Says that a reply was not emailed. */
export function HeldMark() {
  const t = useTexts();
  return (
    <span className={styles.held} title={t("listNotes.held")}>
      <IconMailOff size={14} aria-hidden />
      <span className="only-read-out">{t("listNotes.held")}</span>
    </span>
  );
}
