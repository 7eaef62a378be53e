import type { EmailReason, EmailState } from "../../wire/email-words.ts";
import type { SmtpOutcome } from "../mailboxes/smtp.ts";

const MINUTE_S = 60;
const DAY_S = 86_400;
/** Pauses after temporary refusals; the last one repeats. With the first attempt, that is eight attempts on the first day. */
const PAUSES_MINUTES = [1, 5, 15, 60, 180, 360, 720, 1440];
const UNREACHABLE_PAUSE_S = 60;
const UNKNOWN_PAUSE_S = 15 * MINUTE_S;
const GIVE_UP_AFTER_S = 3 * DAY_S;
const JITTER = 0.2;

export interface DeliveryProgress {
  tries: number;
  unknowns: number;
  /** Since the first attempt. */
  elapsedSeconds: number;
}

export interface Next {
  state: EmailState;
  reason: EmailReason | null;
  /** Until the next attempt; null if there is none. */
  waitSeconds: number | null;
  tries: number;
  unknowns: number;
}

/** The outcome of an email after an attempt. `random` is between 0 and 1. */
export function nextStep(outcome: SmtpOutcome["kind"], progress: DeliveryProgress, random: number): Next {
  const { tries, unknowns, elapsedSeconds } = progress;
  const same = { tries, unknowns };
  const finalStep = (state: EmailState, reason: EmailReason | null): Next => ({
    state,
    reason,
    waitSeconds: null,
    ...same,
  });
  if (outcome === "accepted") return finalStep("accepted", null);
  if (outcome === "failed") return finalStep("failed", "refused");
  // the email may have arrived: it is sent once more at most, and then a person decides
  if (outcome === "unknown")
    return unknowns >= 1
      ? { ...finalStep("held", "may_have_arrived"), unknowns: unknowns + 1 }
      : { state: "unknown", reason: null, waitSeconds: UNKNOWN_PAUSE_S, tries, unknowns: unknowns + 1 };
  const pause =
    outcome === "unreachable"
      ? UNREACHABLE_PAUSE_S
      : PAUSES_MINUTES[Math.min(tries, PAUSES_MINUTES.length - 1)]! * MINUTE_S;
  const waitSeconds = pause * (1 + JITTER * (2 * random - 1));
  if (elapsedSeconds + waitSeconds > GIVE_UP_AFTER_S) return finalStep("failed", "expired");
  return { state: "deferred", reason: null, waitSeconds, tries: tries + (outcome === "deferred" ? 1 : 0), unknowns };
}
