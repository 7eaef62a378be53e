import "../lib/later-texts.ts";
import { IconChevronRight } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTexts } from "../lib/texts.ts";
import { Time } from "../ui/Time.tsx";
import { foldCancelled } from "./cancelled-changes.ts";
import css from "./EventLines.module.css";
import { changedBackWords, eventWords, namesFor } from "./event-words.ts";
import { useColleagues } from "./people.ts";
import type { TicketNow, TimelineEvent } from "./ticket-query.ts";

interface Line {
  id: number;
  at: string;
  by: string;
  words: string;
}

const MAX_OPEN = 3;

/** Changes in a row, a line each: who did what. A long row is folded to its last lines. */
export function EventLines({ events, ticket }: { events: readonly TimelineEvent[]; ticket: TicketNow }) {
  const t = useTexts();
  const people = useColleagues();
  const lines = useMemo(() => {
    const names = namesFor(people, ticket);
    const byOf = ({ actor, actor_kind, actor_name }: TimelineEvent) => {
      if (actor_name === null) return t("events.docket");
      const hasLeft = actor_kind === "user" && people.length > 0 && !people.some(({ id }) => id === actor);
      return hasLeft ? t("people.former", { name: actor_name }) : actor_name;
    };
    return foldCancelled(events)
      .map(({ events: row, fields }): Line => {
        const by = new Set(row.map(byOf));
        const words = fields ? changedBackWords(fields) : eventWords(row[0]!, names).join(", ");
        return { id: row[0]!.id, at: row.at(-1)!.at, by: [...by].join(", "), words };
      })
      .filter(({ words }) => words !== "");
  }, [events, ticket, people, t]);
  if (lines.length <= MAX_OPEN) return <Lines lines={lines} />;
  const folded = lines.slice(0, -1);
  return (
    <div>
      <details className={css.more}>
        <summary>
          <IconChevronRight size={14} aria-hidden />
          {t("events.earlier", { count: folded.length })}
        </summary>
        <Lines lines={folded} />
      </details>
      <Lines lines={lines.slice(-1)} />
    </div>
  );
}

function Lines({ lines }: { lines: readonly Line[] }) {
  return lines.map(({ id, at, by, words }) => (
    <p key={id} className={css.line}>
      <span dir="auto">
        <b>{by}</b> {words}
      </span>
      <Time at={at} />
    </p>
  ));
}
