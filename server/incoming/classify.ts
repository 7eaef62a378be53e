import type { ParsedEmail } from "./message.ts";

export interface Signal {
  signal: string;
  value: string;
}

/** human: written by someone; list: sent to many; notice: a program's own message; auto_reply: a program's reply. */
export type IncomingKind = "human" | "list" | "notice" | "auto_reply" | "report" | "ours";

export interface Classification {
  kind: IncomingKind;
  signals: Signal[];
}

interface SenderFacts {
  /** The sender's address in the envelope; "" for a report, undefined if unknown. */
  envelopeFrom: string | undefined;
  /** Whether the sender is an address of the desk. */
  isOwnAddress: boolean;
  /** The mark against loops: of this desk, of another one, or none. */
  loop: "ours" | "other" | "none";
  /** Whether it came to an address that only reports are sent to. */
  isToBounceAddress: boolean;
}

const REPLY_SUBJECT =
  /^(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office|abwesenheit|automatische antwort|réponse automatique|respuesta automática|risposta automatica|automatisch antwoord|ตอบกลับอัตโนมัติ|自动回复|自動返信)\b/iu;
const REPORT_SENDER = /^(?:mailer-daemon|postmaster|mail-daemon|mdaemon|bounces?)@/i;
const REPORT_SUBJECT =
  /\b(?:undeliver(?:able|ed)|delivery (?:status notification|failure|has failed|delayed)|returned mail|mail delivery (?:failed|failure|system)|failure notice|non-?delivery|delivery problem)\b/i;

/** Collects the evidence for each kind of email. */
function openSignals() {
  const signals: Signal[] = [];
  const note = (signal: string, value: string | undefined | false) => {
    if (value) signals.push({ signal, value: value.slice(0, 200) });
    return Boolean(value);
  };
  return { signals, note };
}

/** The kind of an email, with all the signals for it. */
export function classify(message: ParsedEmail, facts: SenderFacts): Classification {
  const { marks, subject, sender, reports } = message;
  const { signals, note } = openSignals();
  const address = "address" in sender ? sender.address : "";
  const autoSubmitted = marks["auto-submitted"]?.toLowerCase().split(/[;\s(]/)[0];
  const isSubmitted = note("auto-submitted", autoSubmitted !== "no" && autoSubmitted);
  const precedence = /\b(?:bulk|junk|list|auto_reply)\b/i.exec(marks.precedence ?? "")?.[0]?.toLowerCase();
  const isBulk = note("precedence", precedence);
  const isAnswer = note("x-autoreply", marks["x-autoreply"]) || note("x-autorespond", marks["x-autorespond"]);
  const suppresses = note(
    "x-auto-response-suppress",
    /\b(?:all|oof|autoreply)\b/i.exec(marks["x-auto-response-suppress"] ?? "")?.[0],
  );
  const isList = note("list-id", marks["list-id"]);
  const isNullSender = note("empty return path", (facts.envelopeFrom === "" || marks["return-path"] === "<>") && "<>");
  const isReplySubject = note("subject", REPLY_SUBJECT.exec(subject)?.[0]);
  const isReportType = note("multipart/report", /multipart\/report/i.exec(marks["content-type"] ?? "")?.[0]);
  const isReportSender = note("sender", REPORT_SENDER.test(address || "") && address);
  note("failed recipients", marks["x-failed-recipients"]);
  if (facts.loop !== "none") note("loop mark", facts.loop);
  if (facts.isOwnAddress) note("own address", address);
  if (facts.loop === "ours" || facts.isOwnAddress) return { kind: "ours", signals };
  const isReport =
    facts.isToBounceAddress ||
    (isReportType && !/report-type="?disposition/i.test(marks["content-type"] ?? "")) ||
    Boolean(marks["x-failed-recipients"]) ||
    (reports.length > 0 && (isReportSender || (isNullSender && REPORT_SUBJECT.test(subject)))) ||
    (isReportSender && REPORT_SUBJECT.test(subject));
  const isAutoReply =
    autoSubmitted === "auto-replied" ||
    isAnswer ||
    precedence === "auto_reply" ||
    (isReplySubject && (isSubmitted || isBulk || isNullSender || suppresses));
  // an out-of-office reply to our email arrives at the address for reports, because that is the sender in the envelope
  if (isAutoReply && !isReportType) return { kind: "auto_reply", signals };
  if (isReport) return { kind: "report", signals };
  if (isSubmitted || isNullSender) return { kind: "notice", signals };
  return { kind: isList || isBulk ? "list" : "human", signals };
}
