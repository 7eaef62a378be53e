import { type Contradiction, contradictionOf } from "../../wire/contradictions.ts";
import type { Db } from "../platform/database.ts";
import { activeRules } from "./automations.ts";

interface Warning extends Contradiction {
  /** The other automation. */
  automation: string;
  name: string;
  message: string;
}

/** The active automations that an automation contradicts, in their order; none while it is not active itself. */
export async function warningsOf(db: Db, id: string): Promise<Warning[]> {
  const rules = await activeRules(db);
  const place = rules.findIndex((each) => each.id === id);
  const own = rules[place];
  if (!own) return [];
  return rules.flatMap((other, at) => {
    const clash = at === place ? null : contradictionOf(own, other, place > at);
    return clash ? [{ ...clash, automation: other.id, name: other.name, message: messageOf(clash, other.name) }] : [];
  });
}

function messageOf({ kind, field, value, other_value }: Contradiction, name: string): string {
  const isTag = field === "tags";
  const own = isTag ? `changes the tag ${value}` : `sets ${field} to ${value}`;
  const theirs = isTag ? "does the reverse" : `sets it to ${other_value}`;
  const end = {
    loop: ", and each starts the other until Docket pauses one of them.",
    undone: ": its change starts that one.",
    undoes: ": that change starts this one.",
    alternates: " the next time, and so on.",
    overruled: ". Both can run on the same event, and that one runs last.",
    overrules: ". Both can run on the same event, and this one runs last.",
  }[kind];
  return `This automation ${own}, “${name}” ${theirs}${end}`;
}
