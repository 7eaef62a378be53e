import "../lib/later-texts.ts";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTexts } from "../lib/texts.ts";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import { Avatar } from "../ui/Avatar.tsx";
import css from "./Requester.module.css";

/** The customer of a ticket: the contact and the company, each with a link to its page. */
export function Requester() {
  const t = useTexts();
  const { ticket } = useOpenTicket();
  const { contact, contact_name, company, company_name } = ticket;
  const person = contact_name ? <Name to={contact && `/contacts/${contact}`}>{contact_name}</Name> : null;
  const firm = company_name && <Name to={company && `/companies/${company}`}>{company_name}</Name>;
  if (!person && !firm) return <span className={css.requester} />;
  return (
    <span className={css.requester}>
      <span className={css.one}>
        <Avatar name={contact_name ?? company_name ?? null} size={20} isCustomer />
        {person ?? firm}
      </span>
      {person && firm && (
        <span className={css.one}>
          <span className={css.at}>{t("ticket.at")}</span>
          {firm}
        </span>
      )}
    </span>
  );
}

function Name({ to, children }: { to: string | null; children: ReactNode }) {
  if (!to)
    return (
      <span className={css.name} dir="auto">
        {children}
      </span>
    );
  return (
    <Link to={to as string} className={css.name} dir="auto">
      {children}
    </Link>
  );
}
