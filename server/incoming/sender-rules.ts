import type { SENDER_ACTIONS } from "../../wire/incoming-words.ts";
import { may } from "../../wire/permissions.ts";
import { conflict, forbidden, invalid } from "../../wire/problems.ts";
import * as wire from "../../wire/sender-rules.ts";
import type { Records } from "../platform/crud.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { termConditions } from "../platform/filters.ts";
import type { Actor } from "../platform/front-door.ts";
import { newestFirst, sortColumns } from "../platform/paging.ts";
import { insertRow, updateRow } from "../platform/row-change.ts";
import type { RowView } from "../platform/row-list.ts";
import { restoreTicket, trashTicket } from "../tickets/trash.ts";
import { doerId, doerName } from "../users/names.ts";

export type SenderAction = (typeof SENDER_ACTIONS)[number];

const sortable = sortColumns("r");
const view: RowView = {
  from: "sender_rules r",
  columns: {
    id: "r.id",
    pattern: "r.pattern",
    action: "r.action",
    note: "r.note",
    created_by: doerId("r.created_by"),
    created_by_name: doerName("r.created_by"),
    created_at: "wire_time(r.created_at)",
    updated_at: "wire_time(r.updated_at)",
  },
  sortable: {
    created_at: sortable("created_at", "timestamptz"),
    pattern: sortable("pattern"),
    action: sortable("action"),
  },
  order: [],
  end: newestFirst("r"),
};
const ERRORS = { sender_rules_pattern_key: { pattern: ["There is a rule for this sender already."] } };

export const senderRules: Records = {
  model: "SenderRule",
  view,
  fields: wire.senderRuleFields,
  filter: async (_db, filters) => (sql) => termConditions(filters.search, ["r.pattern"], sql),
  create: (db, actor, values) => insertRow(db, "sender_rules", { ...values, created_by: actor.id }, ERRORS),
  update: (db, _actor, id, values) => updateRow(db, "sender_rules", id, values, ERRORS),
  remove: async (db, _actor, id) =>
    (await query(db, "delete from sender_rules where id = $1 returning id", [id])).length > 0,
};

export interface SenderRule {
  pattern: string;
  action: SenderAction;
}

/** The patterns that match a sender: the address, then its domain and those above it. */
function patternsOf(address: string): string[] {
  const lower = address.toLowerCase();
  const labels = lower.slice(lower.lastIndexOf("@") + 1).split(".");
  return [lower, ...labels.slice(0, -1).map((_, at) => labels.slice(at).join("."))];
}

/** The rule for a sender: the most exact one. */
export async function ruleFor(db: Db, address: string): Promise<SenderRule | null> {
  const [rule] = await query<SenderRule>(
    db,
    `select r.pattern, r.action
     from unnest($1::text[]) with ordinality as x (pattern, position)
     join sender_rules r on r.pattern = x.pattern
     order by x.position limit 1`,
    [patternsOf(address)],
  );
  return rule ?? null;
}

// providers of public mailboxes: a rule for such a domain would affect millions of people
const PUBLIC_DOMAINS = new Set(
  `aol.com daum.net fastmail.com free.fr gmail.com gmx.com gmx.de gmx.net googlemail.com hanmail.net hotmail.co.uk hotmail.com
   hotmail.fr icloud.com laposte.net libero.it live.com live.co.uk mac.com mail.com mail.ru me.com msn.com naver.com orange.fr
   outlook.com outlook.co.th pm.me proton.me protonmail.com qq.com rocketmail.com t-online.de tutanota.com uol.com.br web.de
   wp.pl yahoo.co.jp yahoo.co.th yahoo.co.uk yahoo.com yandex.com yandex.ru ymail.com zoho.com 126.com 163.com`.split(
    /\s+/,
  ),
);

interface Sender {
  address: string;
  domain: string;
  can_block_domain: boolean;
}

/** The author of the email that opened a ticket; null if none did. */
export async function senderOfTicket(db: Db, actor: Actor, ticket: string): Promise<Sender | null> {
  const [row] = await query<{ address: string; is_own: boolean }>(
    db,
    `select m.from_address as address, exists (select 1 from mailboxes b
       where split_part(lower(b.address), '@', 2) = split_part(lower(m.from_address), '@', 2)) as is_own
     from email_messages m where m.ticket = $1 and m.comment is null and m.from_address <> '' order by m.id limit 1`,
    [ticket],
  );
  if (!row) return null;
  const address = row.address.toLowerCase();
  const domain = address.slice(address.lastIndexOf("@") + 1);
  const isShared = row.is_own || PUBLIC_DOMAINS.has(domain);
  return { address, domain, can_block_domain: may(actor, "email.manage") && !isShared };
}

type Block = "nothing" | "sender" | "domain";

/** Moves a ticket that an email opened to the trash, and adds a rule for its sender on request. */
export function markAsSpam(db: Db, actor: Actor, ticket: string, block: Block): Promise<string | null> {
  return transact(db, async (db) => {
    const sender = await senderOfTicket(db, actor, ticket);
    if (!sender) throw conflict("No email opened this ticket. Delete it instead.");
    if (block === "domain" && !may(actor, "email.manage")) throw forbidden();
    if (block === "domain" && !sender.can_block_domain)
      throw invalid({ block: [`Too many people write from ${sender.domain}. Block the sender instead.`] });
    await trashTicket(db, actor, ticket, null);
    return block === "nothing" ? null : addSpamRule(db, actor, block === "sender" ? sender.address : sender.domain);
  });
}

async function addSpamRule(db: Db, actor: Actor, pattern: string): Promise<string | null> {
  const [row] = await query<{ id: string }>(
    db,
    `insert into sender_rules (pattern, action, created_by)
     values ($1, 'spam', $2)
     on conflict (pattern) do nothing
     returning id`,
    [pattern, actor.id],
  );
  if (row) return row.id;
  const [existing] = await query<{ action: SenderAction }>(db, "select action from sender_rules where pattern = $1", [
    pattern,
  ]);
  if (existing && existing.action !== "spam")
    throw conflict(`There is another rule for ${pattern}. An Admin can change it in Settings.`);
  return null;
}

/** Restores a ticket that was marked as spam, and deletes the rule that was added with it. */
export function unmarkSpam(db: Db, actor: Actor, ticket: string, rule: string | null): Promise<void> {
  return transact(db, async (db) => {
    await restoreTicket(db, actor, ticket);
    if (rule)
      await query(
        db,
        "delete from sender_rules where id = $1 and action = 'spam' and (created_by = $2 or $3) returning id",
        [rule, actor.id, may(actor, "email.manage")],
      );
  });
}
