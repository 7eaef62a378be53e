import { Gauge, type Registry } from "prom-client";
import { type ReadRows, shareRuns } from "../platform/metrics.ts";

const UNDER_WAY = "('waiting', 'sending', 'deferred', 'unknown')";
// each part of the union has an index
const OUTGOING = `
  select state as word, count(*)::int as n,
    coalesce(extract(epoch from max(now() - greatest(not_before, created_at)) filter (where state in ${UNDER_WAY})),
      0)::float8 as oldest
  from (
    select state, not_before, created_at
    from outgoing_emails
    where state in ('waiting', 'deferred', 'unknown')
    union all
    select state, not_before, created_at
    from outgoing_emails
    where state in ('sending', 'held')
    union all
    select state, not_before, created_at
    from outgoing_emails
    where text_deleted_at is null and ended_at > now() - interval '1 day' and state <> 'held') e
  group by state`;
const INCOMING = `
  select
    case
      when state = 'done' then outcome
      when state = 'received' then 'waiting'
      else state
      end as word,
    count(*)::int as n,
    coalesce(extract(epoch from max(now() - received_at) filter (where state = 'received')), 0)::float8 as oldest
  from (
    select state, outcome, received_at
    from incoming_emails
    where state in ('received', 'held', 'quarantined')
    union all
    select state, outcome, received_at
    from incoming_emails
    where file is not null and ended_at > now() - interval '1 day' and state in ('done', 'rejected')) i
  group by 1`;

interface Row {
  word: string;
  n: number;
  oldest: number;
}

/** The email figures in /metrics. Each is read on request, so every server shows those of the whole desk. */
export function measureEmail(registry: Registry, ask: ReadRows): void {
  count(registry, () => ask<Row>(OUTGOING), {
    ...{ name: "docket_email_out", label: "state" },
    help: "Outgoing emails by state: those under way and held, and those that ended within the last 24 hours.",
    oldestHelp: "How long the oldest outgoing email has been due.",
  });
  count(registry, () => ask<Row>(INCOMING), {
    ...{ name: "docket_email_in", label: "outcome" },
    help: "Incoming emails by outcome: those that wait, are held or quarantined, and those that ended within the last 24 hours.",
    oldestHelp: "How long the oldest incoming email has waited to be read.",
  });
  measureMailboxes(registry, ask);
}

function count(
  registry: Registry,
  load: () => Promise<Row[] | null>,
  { name, label, help, oldestHelp }: { name: string; label: string; help: string; oldestHelp: string },
): void {
  const read = shareRuns(load);
  new Gauge({
    ...{ name, help, labelNames: [label], registers: [registry] },
    async collect() {
      const rows = await read();
      this.reset();
      for (const { word, n } of rows ?? []) this.set({ [label]: word }, n);
    },
  });
  new Gauge({
    ...{ name: `${name}_oldest_seconds`, help: oldestHelp, registers: [registry] },
    async collect() {
      const rows = await read();
      if (rows) this.set(Math.max(0, ...rows.map(({ oldest }) => oldest)));
      else this.reset();
    },
  });
}

function measureMailboxes(registry: Registry, ask: ReadRows): void {
  const read = shareRuns(() =>
    ask<{ mailbox: string; smtp: number; imap: number | null; read_at: number | null }>(
      `select m.address as mailbox, (m.failing_since is null)::int as smtp,
         case when m.imap_host <> '' then (c.failing_since is null)::int end as imap,
         case when m.imap_host <> '' then extract(epoch from c.read_at)::float8 end as read_at
       from mailboxes m left join imap_cursors c on c.mailbox = m.id where m.is_enabled`,
    ),
  );
  new Gauge({
    name: "docket_mailbox_up",
    help: "Whether the servers of an enabled mailbox work, by way: smtp or imap.",
    labelNames: ["mailbox", "way"],
    registers: [registry],
    async collect() {
      const rows = await read();
      this.reset();
      for (const { mailbox, smtp, imap } of rows ?? []) {
        this.set({ mailbox, way: "smtp" }, smtp);
        if (imap !== null) this.set({ mailbox, way: "imap" }, imap);
      }
    },
  });
  new Gauge({
    name: "docket_mailbox_read_timestamp_seconds",
    help: "When the folder of a mailbox was last read by IMAP.",
    labelNames: ["mailbox"],
    registers: [registry],
    async collect() {
      const rows = await read();
      this.reset();
      for (const { mailbox, read_at } of rows ?? []) if (read_at !== null) this.set({ mailbox }, read_at);
    },
  });
}
