import { flag } from "../../wire/fields.ts";
import { INBOX_FLAGS, type InboxFlag } from "../../wire/inbox-words.ts";
import { mentioning, newlyMentioning } from "../comments/mentions.ts";
import { hasContent } from "../drafts/drafts.ts";
import type { Actor } from "../platform/actor.ts";
import { hiddenFrom, snoozedBy } from "../snoozes/snoozes.ts";
import { type FilterRequest, inRowsOnly, type Narrowing } from "./filter-request.ts";
import { isUnreadBy } from "./reads.ts";

/** A yes-or-no filter that a request sets. `snoozed` can be set to no, too. */
type Flag = InboxFlag | "not snoozed";

export function readFlags({ filters, errors }: FilterRequest): Set<Flag> {
  const flags = new Set<Flag>();
  for (const name of INBOX_FLAGS) {
    if (!filters[name]) continue;
    const read = flag().read(filters[name], { zone: "UTC" });
    if ("error" in read) errors[name] = [read.error];
    else if (read.value) flags.add(name);
    else if (name === "snoozed") flags.add("not snoozed");
  }
  return flags;
}

/** The condition that selects the trash or the other tickets. */
export const trashCondition = (flags: ReadonlySet<Flag>): Narrowing =>
  flags.has("trash")
    ? inRowsOnly(() => "t.deleted_at is not null")
    : { where: () => "t.deleted_at is null", tally: {} };

const CONDITIONS: [Flag, (actor: Actor) => Narrowing][] = [
  ["open", () => ({ where: () => "t.status < 'resolved'", tally: { open: [true] } })],
  ["overdue", () => inRowsOnly(() => "t.due_date < now() and t.status < 'resolved'")],
  ["has_files", () => inRowsOnly(() => "t.id in (select ticket from attachments)")],
  ["snoozed", ({ id }) => inRowsOnly((sql) => `t.id in (${snoozedBy(sql.add(id))})`)],
  ["not snoozed", ({ id }) => inRowsOnly((sql) => `t.id not in (${hiddenFrom(sql.add(id))})`)],
  ["mentioned", ({ id }) => inRowsOnly((sql) => `t.id in (${mentioning(sql.add(id))})`)],
  ["unread_mention", ({ id }) => inRowsOnly((sql) => `t.id in (${newlyMentioning(sql.add(id))})`)],
  ["has_draft", ({ id }) => inRowsOnly((sql) => `t.id in (${withDraftOf(sql.add(id))})`)],
  ["unread", ({ id }) => inRowsOnly((sql) => isUnreadBy(sql.add(id)))],
];

/** The conditions of yes-or-no filters, other than the one on the trash. */
export const flagConditions = (flags: ReadonlySet<Flag>, actor: Actor): Narrowing[] =>
  CONDITIONS.filter(([name]) => flags.has(name)).map(([, condition]) => condition(actor));

const withDraftOf = (user: string) =>
  `select d.ticket from drafts d where d.owner = ${user}::uuid and ${hasContent("d")}`;
