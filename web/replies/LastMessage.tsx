import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import { timelineQuery } from "../tickets/ticket-query.ts";
import css from "./LastMessage.module.css";

/** The customer's last message as plain text, visible while the composer fills a phone's screen. A tap shows all of it. */
export function LastMessage() {
  const { ticket } = useOpenTicket();
  const { data } = useQuery(timelineQuery(ticket.id));
  const last = data?.results.findLast(({ comment }) => comment?.author_kind === "contact")?.comment;
  const html = last?.text ?? ticket.description;
  const text = useMemo(() => plainText(html), [html]);
  const name = last?.author_name ?? ticket.contact_name ?? ticket.company_name;
  if (!text) return null;
  return (
    <details className={css.answered} dir="auto">
      <summary>
        {name && <b>{name}: </b>}
        {text}
      </summary>
    </details>
  );
}

function plainText(html: string): string {
  // a separate document runs no scripts and loads nothing
  const { body } = new DOMParser().parseFromString(html.replaceAll(/<(?:br|\/p|\/div|\/li)\b/gi, "\n$&"), "text/html");
  return (body.textContent ?? "").replaceAll(/\s*\n\s*/g, "\n").trim();
}
