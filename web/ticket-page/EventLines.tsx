import { ROUTING_ACTOR } from "../../wire/routing-words.ts";
import "../lib/later-texts.ts";
import {
  type Icon,
  IconCalendar,
  IconChecklist,
  IconChevronRight,
  IconFlag,
  IconPencil,
  IconProgress,
  IconTag,
  IconUserPlus,
  IconUsers,
} from "@tabler/icons-react";
import { useMemo, useState } from "react";
import type { RoutingReason } from "../../wire/routing-words.ts";
import { printing } from "../lib/printing.ts";
import { useStore } from "../lib/store.ts";
import { useTexts } from "../lib/texts.ts";
import { undoReplyChanges } from "../replies/undo-changes.ts";
import { changedBackWords, eventWords, namesFor } from "../tickets/event-words.ts";
import { useColleagues } from "../tickets/people.ts";
import { reasonWords, undoTicketRouting } from "../tickets/routing-words.ts";
import type { TicketNow, TimelineEvent } from "../tickets/ticket-query.ts";
import { loadLate } from "../ui/load-late.tsx";
import { Time } from "../ui/Time.tsx";
import { foldCancelled } from "./cancelled-changes.ts";
import css from "./EventLines.module.css";

const WhyChanged = loadLate(async () => (await import("./WhyChanged.tsx")).WhyChanged);

interface Phrase {
  words: string;
  /** Whether it says who has the ticket now, which is never left out. */
  isAssignment: boolean;
}

interface Line {
  id: number;
  at: string;
  by: string;
  /** The events in order. */
  phrases: Phrase[];
  /** The field that changed first, which chooses the icon. */
  field: string;
  /** The first event, if an automation caused it. */
  caused: number | null;
  /** The macros that the changes came with. */
  macros: string;
  /** Why Docket assigned the ticket. */
  routing: TimelineEvent["routing"];
  /** The reply that the changes came with, if they can be undone. */
  undo: string | null;
}

const MAX_OPEN = 3;

/** Adjacent changes, one line a person. A long run is folded to its last line. */
export function EventLines({ events, ticket }: { events: readonly TimelineEvent[]; ticket: TicketNow }) {
  const t = useTexts();
  const people = useColleagues();
  const lines = useMemo(() => {
    const names = namesFor(people, ticket);
    const byOf = ({ actor, actor_kind, actor_name }: TimelineEvent) => {
      if (actor_name === null) return t("events.docket");
      if (actor_kind === "automation" && actor_name === ROUTING_ACTOR) return t("assignment.title");
      const hasLeft = actor_kind === "user" && people.length > 0 && !people.some(({ id }) => id === actor);
      return hasLeft ? t("inbox.former", { name: actor_name }) : actor_name;
    };
    return foldCancelled(events)
      .map(({ events: row, fields }): Line => {
        const words = fields ? changedBackWords(fields) : eventWords(row[0]!, names).join(", ");
        const field = fields?.[0] ?? Object.keys(row[0]!.changes ?? {})[0] ?? "";
        const { routing, macros } = row[0]!;
        const automationEvent = row[0]!.actor_kind === "automation" && !routing ? row[0]!.id : null;
        return {
          id: row[0]!.id,
          at: row.at(-1)!.at,
          by: byOf(row[0]!),
          phrases: words ? [{ words, isAssignment: "assigned_to" in (row[0]!.changes ?? {}) }] : [],
          field,
          caused: automationEvent,
          macros: (fields === null && macros?.join(", ")) || "",
          routing,
          undo: fields === null && row[0]!.can_undo ? row[0]!.about : null,
        };
      })
      .filter(({ phrases }) => phrases.length > 0)
      .reduce(together, []);
  }, [events, ticket, people, t]);
  if (lines.length <= MAX_OPEN) return <Lines lines={lines} ticket={ticket.id} />;
  const earlier = lines.slice(0, -1);
  return (
    <div>
      <details className={css.more}>
        <summary>
          <IconChevronRight size={14} aria-hidden />
          {t("events.earlier", { count: earlier.length })}
        </summary>
        <Lines lines={earlier} ticket={ticket.id} />
      </details>
      <Lines lines={lines.slice(-1)} ticket={ticket.id} />
    </div>
  );
}

const TOGETHER_MS = 5 * 60_000;

/** Joins one person's changes within five minutes into one line. */
function together(lines: Line[], line: Line): Line[] {
  const last = lines.at(-1);
  const isOther =
    !last ||
    last.by !== line.by ||
    last.undo !== line.undo ||
    last.macros !== line.macros ||
    last.routing ||
    line.routing;
  if (isOther || Date.parse(line.at) - Date.parse(last.at) > TOGETHER_MS) return [...lines, line];
  return [...lines.slice(0, -1), { ...last, at: line.at, phrases: [...last.phrases, ...line.phrases] }];
}

const ICONS: Record<string, Icon> = {
  status: IconProgress,
  priority: IconFlag,
  assigned_to: IconUserPlus,
  assigned_team: IconUsers,
  tags: IconTag,
  due_date: IconCalendar,
  steps: IconChecklist,
  step: IconChecklist,
  step_done: IconChecklist,
};
const MAX_SHOWN = 2;

function Lines({ lines, ticket }: { lines: readonly Line[]; ticket: string }) {
  return lines.map((line) => <OneLine key={line.id} {...line} ticket={ticket} />);
}

function OneLine({ at, by, phrases, field, caused, macros, routing, undo, ticket }: Line & { ticket: string }) {
  const t = useTexts();
  const isPrinting = useStore(printing);
  const [isWhole, setWhole] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const visible = phrases.filter(({ isAssignment }, n) => isWhole || isPrinting || isAssignment || n < MAX_SHOWN);
  const more = phrases.length - visible.length;
  const Picture = ICONS[field] ?? IconPencil;
  return (
    <p className={css.line}>
      <Picture size={14} className={css.icon} aria-hidden />
      <span dir="auto">
        <b>{by}</b> {visible.map(({ words }) => words).join(", ")} {macros && t("events.withMacro", { names: macros })}{" "}
        {more > 0 && (
          <button type="button" className={css.rest} onClick={() => setWhole(true)}>
            {t("events.more", { count: more })}
          </button>
        )}{" "}
        {caused !== null && !isPrinting && (
          <button type="button" className={css.rest} aria-haspopup="dialog" onClick={() => setAsked(true)}>
            {t("automations.why.ask")}
          </button>
        )}{" "}
        {undo !== null && !isPrinting && (
          <button type="button" className={css.rest} onClick={() => void undoReplyChanges(ticket, undo)}>
            {t("replies.undoChanges")}
          </button>
        )}
        {routing && <RoutingLine routing={routing} ticket={ticket} />}
        {isAsked && <WhyChanged ticket={ticket} event={caused!} onClose={() => setAsked(false)} />}
      </span>
      <Time at={at} />
    </p>
  );
}

/** Why Docket assigned the ticket, and a button to undo that. */
function RoutingLine({ routing, ticket }: { routing: NonNullable<Line["routing"]>; ticket: string }) {
  const t = useTexts();
  const isPrinting = useStore(printing);
  return (
    <>
      {" · "}
      {reasonWords(t, routing.reason as unknown as RoutingReason)}
      {routing.undone && ` (${t("assignment.wasUndone")})`}{" "}
      {!routing.undone && routing.is_current && !isPrinting && (
        <button type="button" className={css.rest} onClick={() => void undoTicketRouting(ticket)}>
          {t("assignment.undo")}
        </button>
      )}
    </>
  );
}
