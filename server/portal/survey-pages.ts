import type { FastifyInstance } from "fastify";
import type { PublicTicket } from "../../wire/public-ticket.ts";
import { MAX_SURVEY_COMMENT, RATINGS, type Rating } from "../../wire/survey-words.ts";
import { escapeHtml } from "../emails/html.ts";
import { networkOf } from "../platform/addresses.ts";
import {
  answerSurvey,
  type OpenSurvey,
  stopSurveysByToken,
  surveyByToken,
  surveyOfTicket,
} from "../surveys/answers.ts";
import { formOf, type PageContent, type Portal, redirect, type SignedIn, servePage, type Visit } from "./visit.ts";

/**
 * Email scanners and browsers that prefetch open links, and some run scripts. So opening a page writes nothing; only
 * the form's button, which no script presses, saves an answer.
 */
export function serveSurveyPages(http: FastifyInstance, portal: Portal): void {
  servePage(http, portal, "survey/:token/", { show, submit: (visit) => submit(portal, visit) });
  servePage(http, portal, "survey/:token/stop/", { show: showStop, submit: (visit) => stop(portal, visit) });
}

const ratingOf = (text: string | undefined): Rating | null => RATINGS.find((each) => String(each) === text) ?? null;

interface Form {
  action: string;
  chosen: Rating | null;
  isAnswered: boolean;
  /** What its contact has written; a link does not show it, because someone else may have it. */
  comment?: string | null;
}

function ratingForm({ texts }: Visit, { action, chosen, isAnswered, comment }: Form): string {
  const stays = isAnswered && comment === undefined;
  const choices = RATINGS.toReversed().map(
    (rating) =>
      `<label><input type="radio" name="rating" value="${rating}" required${rating === chosen ? " checked" : ""}>${texts[`rating${rating}`]}</label>`,
  );
  return `<form class="card" method="post" action="${action}"><fieldset class="rates column"><legend>${texts.rateTitle}</legend>${choices.join("")}</fieldset><label for="comment">${texts.rateComment}</label><textarea id="comment" name="comment" maxlength="${MAX_SURVEY_COMMENT}">\n${escapeHtml(comment ?? "")}</textarea>${stays ? `<p class="small">${texts.rateCommentStays}</p>` : ""}<div class="row"><button class="btn main">${isAnswered ? texts.rateChange : texts.rateSend}</button></div></form>`;
}

const survey = ({ db, params }: Visit): Promise<OpenSurvey | null> => surveyByToken(db, params.token ?? "");
const pathOf = ({ params }: Visit) => `survey/${encodeURIComponent(params.token ?? "")}/`;

const frame = (visit: Visit, title: string, body: string, status = 200): PageContent => ({
  title,
  body: `<div class="wrap form narrow"><h1>${title}</h1>${body}</div>`,
  path: pathOf(visit),
  isPrivate: true,
  status,
});

/** The same page for every link that does not work, whatever the reason. */
const over = (visit: Visit) => ({
  ...frame(visit, visit.texts.rateOver, `<p>${visit.texts.rateOverText}</p>`, 404),
  path: null,
});

async function show(visit: Visit): Promise<PageContent> {
  const { texts, language, query } = visit;
  const open = await survey(visit);
  if (!open) return over(visit);
  const isThanked = query.thanks !== undefined && open.rating !== null;
  const form = ratingForm(visit, {
    action: `/portal/${language}/${pathOf(visit)}`,
    chosen: ratingOf(query.rating) ?? open.rating,
    isAnswered: open.rating !== null,
  });
  const note = isThanked ? `<p class="note" role="status">${texts.rateLater}</p>` : "";
  return frame(visit, isThanked ? texts.rateThanks : texts.help, note + form);
}

async function submit({ attempts }: Portal, visit: Visit): Promise<PageContent | null> {
  const { db, texts, request } = visit;
  await attempts.take("survey", networkOf(request.ip));
  const open = await survey(visit);
  if (!open) return over(visit);
  const { rating: word, comment = "" } = await formOf(visit);
  const rating = ratingOf(word);
  if (!rating) {
    const form = ratingForm(visit, { action: "", chosen: null, isAnswered: open.rating !== null });
    return frame(visit, texts.help, `<p class="error" role="alert">${texts.rateChoose}</p>${form}`);
  }
  const isSaved = await answerSurvey(db, open, { rating, comment, via: "email" });
  return isSaved ? redirect(visit, `${pathOf(visit)}?thanks`) : over(visit);
}

// the same page for every link, so that it does not reveal which ones work
const showStop = async (visit: Visit): Promise<PageContent> => ({
  ...frame(
    visit,
    visit.texts.surveys,
    `<form method="post"><p>${visit.texts.stopText}</p><div class="row"><button class="btn main">${visit.texts.surveysStop}</button></div></form>`,
  ),
  path: `${pathOf(visit)}stop/`,
});

/** Also the target of an email program that offers to unsubscribe (RFC 8058). */
async function stop({ attempts }: Portal, visit: Visit): Promise<PageContent> {
  await attempts.take("survey", networkOf(visit.request.ip));
  const isStopped = await stopSurveysByToken(visit.db, visit.params.token ?? "");
  return isStopped
    ? { ...frame(visit, visit.texts.surveys, `<p role="status">${visit.texts.stopped}</p>`), path: null }
    : over(visit);
}

/** The form on the page of a ticket; nothing if its contact is not asked about it. */
export async function ratingOnTicket(
  visit: Visit,
  { contact }: SignedIn,
  { id }: PublicTicket,
  action: string,
): Promise<string> {
  const open = await surveyOfTicket(visit.db, id, contact);
  if (!open) return "";
  const { rating, comment = null } = open;
  return ratingForm(visit, { action, chosen: rating, isAnswered: rating !== null, comment });
}

/** Saves the rating of a signed-in contact, and returns the notice to show. */
export async function rateTicket(visit: Visit, { contact }: SignedIn, { id }: PublicTicket): Promise<string> {
  const open = await surveyOfTicket(visit.db, id, contact);
  const { rating: word, comment = "" } = await formOf(visit);
  const rating = ratingOf(word);
  if (!open || !rating) return "unrated";
  return (await answerSurvey(visit.db, open, { rating, comment, via: "portal" })) ? "rated" : "unrated";
}
