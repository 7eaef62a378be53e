import { median } from "./measure.ts";

/** What agents waited (p95 in milliseconds) without email and with it. */
export interface QuietAndBusy {
  quiet: number;
  busy: number;
}

/** Emails per second, and processor milliseconds per email. */
export interface Rate {
  perSecond: number;
  serverMs: number | null;
  postgresMs: number | null;
}

export interface MailRun {
  size: number;
  seconds: number;
  emailBytes: number;
  /** Emails per second that arrived while the other figures were measured. */
  steady: number;
  incoming: Rate;
  shownP95: number;
  outgoing: Rate;
  pairs: readonly QuietAndBusy[];
  /** The machine's load average at the end. */
  load: number;
}

export const pairOf = ({ quiet, busy }: QuietAndBusy): string => `${quiet.toFixed(1)} and ${busy.toFixed(1)} ms`;

const ms = (value: number | null) => (value === null ? "–" : value.toFixed(1));
export const shownRate = ({ perSecond, serverMs, postgresMs }: Rate): string =>
  `${perSecond.toFixed(1)}/s, CPU ms each ${ms(serverMs)} + ${ms(postgresMs)}`;

/** The run as a Markdown table. */
export function mailReport({ size, seconds, emailBytes, steady, ...run }: MailRun): string {
  const ratio = median(run.pairs.map(({ quiet, busy }) => busy / quiet));
  const rows = [
    ["emails in, all at once", shownRate(run.incoming), "≥ 30/s"],
    [`shown to an agent (p95), at ${steady} emails/s`, `${Math.round(run.shownP95)} ms`, "≤ 2,000 ms"],
    ["replies out, signed with DKIM", shownRate(run.outgoing), "≥ 60/s"],
    [`p95 of the ticket API at ${steady} emails/s, against none`, `${ratio.toFixed(2)}×`, "≤ 1.20×"],
  ];
  return [
    `### ${size.toLocaleString("en")} tickets`,
    `Emails of ${(emailBytes / 1000).toFixed(0)} kB by HTTP, each from a customer of its own; replies over 4 connections to a mail server in the process of the load. CPU is that of the server plus PostgreSQL's. "Shown" is the time from the sender's acknowledgment until the new ticket's event reaches an agent. The last line is the median of ${run.pairs.length} pairs of ${seconds} s, in turns: ${run.pairs.map(pairOf).join("; ")}. The machine's load average was ${run.load.toFixed(1)}. If it is above the number of processors, other programs slowed the rates down, but not the processor times.`,
    ["| what | measured | aim |", "| --- | --: | --: |", ...rows.map((row) => `| ${row.join(" | ")} |`)].join("\n"),
  ].join("\n\n");
}
