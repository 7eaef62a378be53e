import "../lib/later-texts.ts";
import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { MAX_LOW_RATING } from "../../wire/survey-words.ts";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import { ratingText } from "./survey-words.ts";
import css from "./surveys.module.css";

type Survey = AnswerOf<"GET", "/tickets/{id}/surveys/">["results"][number];

/** The customer's rating of the ticket; nothing if no survey was ever planned. */
export function TicketSurvey({ ticket, className }: { ticket: string; className: string | undefined }) {
  const t = useTexts();
  const id = useId();
  const { data } = useQuery({
    queryKey: ["ticket-surveys", ticket],
    queryFn: ({ signal }) => api.get("/tickets/{id}/surveys/", { path: { id: ticket }, signal }),
  });
  if (!data || data.results.length === 0) return null;
  return (
    <section className={className} aria-labelledby={id}>
      <h2 id={id}>{t("surveys.onTicket")}</h2>
      {data.results.map((survey) =>
        survey.answers.length > 0 ? (
          <Answers key={survey.id} survey={survey} />
        ) : (
          <p key={survey.id} className={css.state}>
            {stateText(t, survey)}
          </p>
        ),
      )}
    </section>
  );
}

function stateText(t: ReturnType<typeof useTexts>, { state, reason, due_at, sent_at }: Survey): string {
  if (state === "waiting") return t("surveys.waiting", { at: momentOf(due_at) });
  if (state === "sent") return t("surveys.sent", { at: momentOf(sent_at!) });
  return t("surveys.cancelled", { reason: t(`surveys.reasons.${reason!}`) });
}

function Answers({ survey: { answers, contact_name } }: { survey: Survey }) {
  const t = useTexts();
  const [answer, ...earlier] = answers;
  const { rating, comment, answered_at } = answer!;
  return (
    <div className={css.answer}>
      <p className={css.rating} data-low={rating <= MAX_LOW_RATING || undefined}>
        {ratingText(t, rating)}
      </p>
      {comment && (
        <blockquote className={css.comment} dir="auto">
          {comment}
        </blockquote>
      )}
      <p className={css.state}>{t("surveys.by", { name: contact_name, at: momentOf(answered_at) })}</p>
      {earlier.length > 0 && (
        <p className={css.state}>
          {t("surveys.before", { ratings: earlier.map((each) => String(each.rating)).join(", ") })}
        </p>
      )}
    </div>
  );
}
