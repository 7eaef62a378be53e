import "../lib/later-texts.ts";
import { IconBell, IconBellZ, IconMailOff } from "@tabler/icons-react";
import { shortMomentOf } from "../lib/short-time.ts";
import { useTexts } from "../lib/texts.ts";
import styles from "./TicketRow.module.css";
import type { RowProps } from "./TicketRow.tsx";

interface SnoozeProps extends Pick<RowProps, "row" | "now"> {
  /** The time is in the tooltip only. */
  isBare?: boolean;
}

/** Until when the user has snoozed the ticket, or when the user is reminded of it. */
export function SnoozeMark({ row: { snooze }, now, isBare = false }: SnoozeProps) {
  const t = useTexts();
  const name = t(snooze?.is_reminder ? "inbox.reminder" : "views.builtIn.snoozed");
  const until = snooze?.until ? shortMomentOf(snooze.until, new Date(now)) : t("listNotes.untilReply");
  const Picture = snooze?.is_reminder ? IconBell : IconBellZ;
  return (
    <span className={isBare ? styles.reminder : styles.asleep} title={`${name}: ${until}`}>
      <Picture size={14} aria-hidden />
      <span className={isBare ? "only-read-out" : undefined}>
        <span className="only-read-out">{name}</span> {until}
      </span>
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
