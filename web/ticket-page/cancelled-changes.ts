/** The parts of an event that the timeline needs. */
interface Change {
  kind: string;
  actor_name?: string | null;
  /** The step of the checklist that it is about. */
  about?: string | null;
  changes: Record<string, readonly [unknown, unknown]> | null;
}

/** An event, or several in a row that cancel out: then `fields` names what was changed and changed back. */
export interface EventRun<E> {
  events: readonly E[];
  fields: readonly string[] | null;
}

// looks for a change that cancels another only within this many entries
const MAX_ROW = 50;

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** The length of the longest run of one person from `from` on after which every field is as before; 0 if there is none. */
function cancelledFrom(events: readonly Change[], from: number): number {
  const net = new Map<string, [unknown, unknown]>();
  let longest = 0;
  for (let at = from; at < Math.min(events.length, from + MAX_ROW); at += 1) {
    const { kind, changes, about, actor_name } = events[at]!;
    if (actor_name !== events[from]!.actor_name) break;
    const isOfStep = kind.startsWith("checklist.");
    const fields = Object.entries(changes ?? {});
    if (!(kind.startsWith("ticket.") || isOfStep) || fields.length === 0) break;
    for (const [field, [before, after]] of fields) {
      const name = isOfStep ? `${field} ${about}` : field;
      const first = net.get(name);
      net.set(name, [first ? first[0] : before, after]);
    }
    if (at > from && [...net.values()].every(([before, after]) => isSame(before, after))) longest = at - from + 1;
  }
  return longest;
}

/** Folds a person's changes in a row that cancel out, as a bulk change and its undo do. */
export function foldCancelled<E extends Change>(events: readonly E[]): EventRun<E>[] {
  const runs: EventRun<E>[] = [];
  for (let at = 0; at < events.length; ) {
    const length = cancelledFrom(events, at);
    const row = events.slice(at, at + Math.max(1, length));
    const fields = length > 0 ? [...new Set(row.flatMap(({ changes }) => Object.keys(changes ?? {})))] : null;
    runs.push({ events: row, fields });
    at += row.length;
  }
  return runs;
}
