import { type Db, query } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { type Chances, fillText } from "./chance.ts";
import { FOLLOW_UPS, GREETINGS } from "./words/phrases.ts";

/** Drafts one to five comments for each ticket: a greeting, replies, internal notes, the customer's answers, an ending. */
export async function draftComments(db: Db, { of, pick }: Chances): Promise<void> {
  const sql = parameters();
  const row = "d.i * 8 + k";
  // the comments of a ticket take different texts of the list
  const next = (array: string, word: string, nth = "k") =>
    `${array}[1 + (floor(${of(word, "d.i")} * cardinality(${array}))::int + ${nth}) % cardinality(${array})]`;
  const isEnding = "k = d.n and d.status >= 'resolved'";
  const text = `insert into draft_comments (id, ticket, author, author_kind, author_contact, via, text, is_internal,
      created_at, updated_at, n)
    select gen_random_uuid(), d.id, case when not is_answer then d.author end,
      case when is_answer then 'contact' else 'user' end, case when is_answer then d.contact end,
      case when is_answer then 'mail' else 'web' end,
      ${fillText("d.words", "coalesce((select first_name from users u where u.id = d.author), '')")},
      d.is_internal, d.at, d.at, d.k
    from (select d.*, k, at, is_internal, is_answer,
        case when is_internal
          and ${of("helper", row)} < 0.4 then ${pick("d.helpers", "which helper", row)}
            else coalesce(d.assigned_to, d.created_by)
            end as author,
        case when ${isEnding} then ${pick("d.endings", "ending", "d.i")}
          when is_internal then ${next("d.notes", "note")}
          when is_answer then ${next("d.answers", "answer", "k / 2")}
          when k = 1 then ${pick(`${sql.add(GREETINGS)}::text[]`, "greeting", "d.i")}
          when k = 5 then ${pick(`${sql.add(FOLLOW_UPS)}::text[]`, "follow-up", "d.i")}
            else ${next("d.replies", "reply")}
            end as words
      from (
        select *, 1 + floor(${of("comments", "i")} * 5)::int as n
        from drafts) d, generate_series(1, d.n) k,
        lateral (select not (${isEnding})
            and ${of("internal", row)} < case when d.status >= 'resolved' then 0.46 else 0.33 end as is_internal,
          d.created_at + (d.active_until - d.created_at) * case when ${isEnding} then 0.98
            else 0.17 + 0.74 * (k - 1 + 0.8 * ${of("pause", row)}) / d.n end as at) s,
        lateral (select k % 2 = 0 and not is_internal and not (${isEnding}) and d.contact is not null
            and ${of("answer", row)} < 0.8 as is_answer) a) d`;
  await query(db, text, sql.values);
  await query(db, "analyze draft_comments");
}
