import "../lib/later-texts.ts";
import { IconBuilding, IconMail, IconPhone, IconUser } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import css from "./AboutCustomer.module.css";
import { StatusMark } from "./StatusMark.tsx";
import { useOpenTicket } from "./ticket-context.ts";
import type { TicketNow } from "./ticket-query.ts";

const MOST_OTHERS = 5;

/** How to reach the customer, and what else is open for them. */
export function AboutCustomer() {
  return (
    <>
      <Reach />
      <OtherTickets />
    </>
  );
}

interface Reachable {
  name: string;
  email: string;
  phone: string;
  mobile: string;
}

function Reach() {
  const t = useTexts();
  const { ticket } = useOpenTicket();
  const id = ticket.contact;
  const { data: contact } = useQuery({
    queryKey: ["contact", id],
    queryFn: async ({ signal }) =>
      (await api.get("/contacts/{id}/", { path: { id: id! }, signal })) as unknown as Reachable,
    enabled: id !== null,
  });
  const phones = [contact?.phone, contact?.mobile].filter(Boolean) as string[];
  return (
    <ul className={css.reach}>
      {ticket.company && (
        <li>
          <IconBuilding size={15} stroke={1.6} aria-hidden />
          <Link to={`/companies/${ticket.company}` as string}>{t("ticket.companyPage")}</Link>
        </li>
      )}
      {id && (
        <li>
          <IconUser size={15} stroke={1.6} aria-hidden />
          <Link to={`/contacts/${id}` as string}>{t("ticket.contactPage")}</Link>
        </li>
      )}
      {contact?.email && (
        <li>
          <IconMail size={15} stroke={1.6} aria-hidden />
          <a href={`mailto:${encodeURIComponent(contact.email)}`}>{contact.email}</a>
        </li>
      )}
      {phones.map((phone) => (
        <li key={phone}>
          <IconPhone size={15} stroke={1.6} aria-hidden />
          <a href={`tel:${phone.replaceAll(/[^+\d]/g, "")}`}>{phone}</a>
        </li>
      ))}
    </ul>
  );
}

type Other = Pick<TicketNow, "id" | "ticket_number" | "subject" | "status">;

function OtherTickets() {
  const t = useTexts();
  const { ticket } = useOpenTicket();
  const { data } = useQuery({
    queryKey: ["inbox", "of company", ticket.company, ticket.contact],
    queryFn: async ({ signal }) => {
      const query = {
        ...(ticket.company ? { company: ticket.company } : { contact: ticket.contact ?? "" }),
        open: "true",
        page_size: MOST_OTHERS + 1,
        fields: "id,ticket_number,subject,status",
      };
      return (await api.get("/inbox/", { query, signal })).results as Other[];
    },
    enabled: ticket.company !== null || ticket.contact !== null,
  });
  const others = (data ?? []).filter(({ id }) => id !== ticket.id).slice(0, MOST_OTHERS);
  if (others.length === 0) return null;
  return (
    <div className={css.others}>
      <h3>{t("ticket.others")}</h3>
      <ul>
        {others.map(({ id, subject, status, ticket_number }) => (
          <li key={id}>
            <Link to="/tickets/$ticketId" params={{ ticketId: id }} search={(now: object) => now} title={ticket_number}>
              <StatusMark status={status} isBare />
              <span dir="auto">{subject}</span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
