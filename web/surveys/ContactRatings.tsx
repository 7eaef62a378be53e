import "../lib/later-texts.ts";
import { Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { dayOf, numberOf } from "../lib/time.ts";
import { ratingText } from "./survey-words.ts";
import css from "./surveys.module.css";

const MAX_SHOWN = 5;

/** A contact's survey answers, the latest first. */
export function ContactRatings({ contact }: { contact: string }) {
  const t = useTexts();
  const { data } = useQuery({
    queryKey: ["contact-ratings", contact],
    queryFn: ({ signal }) => api.get("/contacts/{id}/ratings/", { path: { id: contact }, signal }),
  });
  if (!data || data.average === null) return t("surveys.none");
  return (
    <>
      {t("surveys.average", { average: numberOf(data.average), count: data.results.length })}
      <ul className={css.ratings}>
        {data.results.slice(0, MAX_SHOWN).map(({ ticket, ticket_number, rating, comment, answered_at }) => (
          <li key={`${ticket} ${answered_at}`}>
            {ratingText(t, rating)} ·{" "}
            <Anchor
              size="sm"
              className={css.number}
              renderRoot={(props) => <Link to="/tickets/$id" params={{ id: ticket }} {...props} />}
            >
              {ticket_number}
            </Anchor>{" "}
            · {dayOf(answered_at)}
            {comment && (
              <blockquote className={css.comment} dir="auto">
                {comment}
              </blockquote>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
