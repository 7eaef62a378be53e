import { type Db, query } from "../platform/database.ts";
import type { ErasureSubject } from "./subject.ts";

/** The number of items of each kind that are erased, and that stay. */
export interface ErasureCounts {
  erased: {
    tickets: number;
    messages: number;
    files: number;
    incoming_emails: number;
    outgoing_emails: number;
    drafts: number;
    participations: number;
    ratings: number;
  };
  kept: { tickets: number; agent_messages: number };
}

export async function countErasure(db: Db, s: ErasureSubject): Promise<ErasureCounts> {
  const [row] = await query<Record<"outgoing" | "drafts" | "participations" | "ratings" | "agents", number>>(
    db,
    `select
       (select count(*)::int from outgoing_emails
        where contact = $1 or address_key(address) = any($2::text[])) as outgoing,
       (select count(*)::int from drafts where ticket = any($3::uuid[])) as drafts,
       (select count(*)::int from participants
        where contact = $1 or address_key(address) = any($2::text[])) as participations,
       (
         select count(*)::int
         from surveys s
         join survey_answers a on a.survey = s.id
         where s.contact = $1) as ratings,
       (select count(*)::int from comments
        where ticket = any($3::uuid[]) and author_kind = 'user' and not id = any($4::uuid[])) as agents`,
    [s.contact, s.keys, s.relatedTickets, s.comments],
  );
  const { outgoing, drafts, participations, ratings, agents } = row!;
  return {
    erased: {
      tickets: s.tickets.length,
      messages: s.comments.length,
      files: s.attachments.length,
      incoming_emails: s.incoming.length,
      outgoing_emails: outgoing,
      drafts,
      participations,
      ratings,
    },
    kept: { tickets: s.relatedTickets.length, agent_messages: agents },
  };
}
