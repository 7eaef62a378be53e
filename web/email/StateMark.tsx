import "../lib/later-texts.ts";
import {
  type Icon,
  IconBan,
  IconCheck,
  IconChecks,
  IconClock,
  IconMailOff,
  IconMailX,
  IconPlayerPause,
  IconRefresh,
} from "@tabler/icons-react";
import { type EmailReason, type EmailState, UNANSWERED_REASONS } from "../../wire/email-words.ts";
import { useTexts } from "../lib/texts.ts";
import css from "./StateMark.module.css";

const ICONS: Record<EmailState, Icon> = {
  waiting: IconClock,
  sending: IconClock,
  deferred: IconRefresh,
  unknown: IconRefresh,
  accepted: IconCheck,
  delivered: IconChecks,
  bounced: IconMailX,
  failed: IconMailX,
  suppressed: IconMailOff,
  cancelled: IconBan,
  held: IconPlayerPause,
};
const TONES: Partial<Record<EmailState, "good" | "near" | "late">> = {
  accepted: "good",
  delivered: "good",
  deferred: "near",
  unknown: "near",
  bounced: "late",
  failed: "late",
  suppressed: "late",
};

/** Whether Docket decided by itself not to send an email. */
export const isUnsent = (reason: EmailReason | null | undefined): boolean =>
  (UNANSWERED_REASONS as readonly (string | null | undefined)[]).includes(reason);

/** The words for the state of an email, with the reason. */
export function emailStateWords(
  t: ReturnType<typeof useTexts>,
  state: EmailState,
  reason?: EmailReason | null,
): string {
  const word = t(`email.states.${isUnsent(reason) ? "unsent" : state}`);
  // the state already says this reason
  const isSaid = !reason || ["refused", "bounced", "suppressed"].includes(reason);
  return isSaid ? word : `${word}: ${t(`email.reasons.${reason}`)}`;
}

/** The state of an email: an icon, a word, and the reason. */
export function StateMark({ state, reason }: { state: EmailState; reason?: EmailReason | null }) {
  const t = useTexts();
  const Picture = ICONS[state];
  return (
    <span className={css.mark} data-tone={TONES[state]}>
      <Picture size={15} stroke={1.75} aria-hidden />
      <span>{emailStateWords(t, state, reason)}</span>
    </span>
  );
}
