import { CHANGE_DAYS, MAX_SURVEY_COMMENT, type Rating, SURVEY_DAYS } from "../../wire/survey-words.ts";
import { setReceivesSurveys } from "../contacts/portal-access.ts";
import { actorSql, insertEvents } from "../events/events.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { hashToken } from "../platform/link-tokens.ts";
import { parameters } from "../platform/parameters.ts";

/** A survey that can be answered now. It tells nothing about its ticket. */
export interface OpenSurvey {
  id: string;
  /** The present answer. */
  rating: Rating | null;
  /** What its contact wrote; read only for a contact who is signed in. */
  comment?: string | null;
}

// a survey s of a ticket t by a contact ct
const IS_OPEN = `t.deleted_at is null and ct.is_active
  and not exists (select from survey_answers a
    where a.survey = s.id and a.answered_at <= now() - interval '${CHANGE_DAYS} days')`;
const HAS_LINK = "s.state = 'sent' and s.expires_at > now()";
const FROM = "from surveys s join tickets t on t.id = s.ticket join contacts ct on ct.id = s.contact";
const ANSWER = "from survey_answers a where a.survey = s.id and a.replaced_at is null";
const RATING = `(select a.rating ${ANSWER}) as rating`;

/** The survey of a link; null if there is none, if it has expired, or if it can no longer be changed. */
export async function surveyByToken(db: Db, token: string): Promise<OpenSurvey | null> {
  const [row] = await query<OpenSurvey>(
    db,
    `select s.id, ${RATING}
     ${FROM}
     where s.token_hash = $1 and ${HAS_LINK} and ${IS_OPEN}`,
    [hashToken(token)],
  );
  return row ?? null;
}

/**
 * Unsubscribes the contact of a link from surveys, even after the time to answer. Returns false if there is no such
 * link. Reveals nothing about the contact.
 */
export async function stopSurveysByToken(db: Db, token: string): Promise<boolean> {
  const [row] = await query<{ contact: string }>(db, "select contact from surveys where token_hash = $1", [
    hashToken(token),
  ]);
  if (row) await setReceivesSurveys(db, row.contact, false);
  return row !== undefined;
}

// in the help center, a contact can answer before the email arrives
const CAN_ANSWER_THERE = `(${HAS_LINK} or (s.state = 'waiting' and t.status >= 'resolved')) and t.contact = s.contact`;

/** The survey of a ticket, if its contact can answer it in the help center. */
export async function surveyOfTicket(db: Db, ticket: string, contact: string): Promise<OpenSurvey | null> {
  const [row] = await query<OpenSurvey>(
    db,
    `select s.id, ${RATING}, (select a.comment ${ANSWER}) as comment
     ${FROM}
     where s.ticket = $1 and s.contact = $2 and ${CAN_ANSWER_THERE} and ${IS_OPEN}
     order by s.created_at desc
     limit 1`,
    [ticket, contact],
  );
  return row ?? null;
}

export interface SurveyAnswer {
  rating: Rating;
  /** An empty comment by a link, which does not show the earlier one, does not replace it. */
  comment: string;
  via: "email" | "portal";
}

/**
 * Saves an answer, or changes the previous one, which is kept as well. Sending the same answer again changes nothing. Returns
 * false if the survey can no longer be answered.
 */
export function answerSurvey(db: Db, { id }: Pick<OpenSurvey, "id">, answer: SurveyAnswer): Promise<boolean> {
  const { rating, via } = answer;
  return transact(db, async (db) => {
    const [survey] = await query<{ contact: string; state: string }>(
      db,
      `select s.contact, s.state
       ${FROM}
       where s.id = $1 and (${HAS_LINK} or ${CAN_ANSWER_THERE}) and ${IS_OPEN}
       for update of s`,
      [id],
    );
    if (!survey) return false;
    const [before] = await query<{ rating: Rating; comment: string }>(
      db,
      "select rating, comment from survey_answers where survey = $1 and replaced_at is null",
      [id],
    );
    const earlier = via === "email" ? (before?.comment ?? "") : "";
    const comment = answer.comment.slice(0, MAX_SURVEY_COMMENT) || earlier;
    if (before?.rating === rating && before.comment === comment) return true;
    if (survey.state === "waiting") await stopWaiting(db, id);
    await query(db, "update survey_answers set replaced_at = now() where survey = $1 and replaced_at is null", [id]);
    await insertAnswer(db, id, survey.contact, { rating, comment, via }, before?.rating ?? null);
    return true;
  });
}

/** Cancels the email of a survey that was answered before it. */
const stopWaiting = (db: Db, id: string) =>
  query(
    db,
    `update surveys
     set state = 'sent', sent_at = now(), expires_at = now() + interval '${SURVEY_DAYS} days'
     where id = $1`,
    [id],
  );

async function insertAnswer(
  db: Db,
  survey: string,
  contact: string,
  { rating, comment, via }: SurveyAnswer,
  before: Rating | null,
): Promise<void> {
  const sql = parameters();
  const by = actorSql({ kind: "contact", id: contact, via: via === "email" ? "mail" : "portal" }, sql);
  const values = [survey, rating, comment, via].map((value) => sql.add(value));
  const event = insertEvents("survey.answered", "added join surveys s on s.id = added.survey", {
    actor: by,
    ticket: "s.ticket",
    about: "s.id",
    changes: `jsonb_build_object('rating', jsonb_build_array(${sql.add(before)}::int, added.rating))`,
  });
  await query(
    db,
    `with added as (
       insert into survey_answers (survey, rating, comment, via)
       values (${values.join(", ")})
       returning survey, rating)
     ${event}`,
    sql.values,
  );
}
