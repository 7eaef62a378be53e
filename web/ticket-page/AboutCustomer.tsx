import "../lib/later-texts.ts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { CompanyField } from "../tickets/fields/CompanyField.tsx";
import { ContactField } from "../tickets/fields/ContactField.tsx";
import { ZoneField } from "../tickets/fields/ZoneField.tsx";
import { StatusMark } from "../tickets/StatusMark.tsx";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import type { TicketNow } from "../tickets/ticket-query.ts";
import { Avatar } from "../ui/Avatar.tsx";
import css from "./AboutCustomer.module.css";
import { PanelRow } from "./PanelRow.tsx";
import type { PanelParts } from "./panel-parts.ts";

const MAX_OTHERS = 5;

interface Contact {
  name: string;
  email: string;
  phone: string;
  mobile: string;
  title: string;
}

function useContact(): Contact | undefined {
  const { ticket } = useOpenTicket();
  const id = ticket.contact;
  const { data } = useQuery({
    queryKey: ["contact", id],
    queryFn: async ({ signal }) =>
      (await api.get("/contacts/{id}/", { path: { id: id! }, signal })) as unknown as Contact,
    enabled: id !== null,
  });
  return data;
}

/** The customer of a ticket, how to reach them, and the fields to change that. */
export function AboutCustomer({ late }: { late: PanelParts | null }) {
  const t = useTexts();
  const { ticket } = useOpenTicket();
  const contact = useContact();
  const phones = [contact?.phone, contact?.mobile].filter(Boolean) as string[];
  const name = ticket.contact_name ?? ticket.company_name;
  return (
    <>
      {name && (
        <div className={css.head}>
          <Avatar name={name} size={40} isCustomer />
          <div>
            <strong dir="auto">{name}</strong>
            {contact?.title && <small dir="auto">{contact.title}</small>}
          </div>
        </div>
      )}
      <PanelRow label={t("fields.company")}>
        <CompanyField />
      </PanelRow>
      <PanelRow label={t("fields.contact")}>
        <ContactField />
      </PanelRow>
      <PanelRow label={t("fields.zone")}>
        <ZoneField />
      </PanelRow>
      {contact?.email && (
        <PanelRow label={t("ticket.email")}>
          <a className={css.reach} href={`mailto:${encodeURIComponent(contact.email)}`}>
            {contact.email}
          </a>
        </PanelRow>
      )}
      {phones.map((phone) => (
        <PanelRow key={phone} label={t("ticket.phone")}>
          <a className={css.reach} href={`tel:${phone.replaceAll(/[^+\d]/g, "")}`}>
            {phone}
          </a>
        </PanelRow>
      ))}
      <Pages />
      {late && <late.Participants ticket={ticket.id} />}
      {late && <late.Followers ticket={ticket.id} />}
    </>
  );
}

function Pages() {
  const t = useTexts();
  const {
    ticket: { company, contact },
  } = useOpenTicket();
  if (!company && !contact) return null;
  return (
    <p className={css.pages}>
      {company && <Link to={`/companies/${company}` as string}>{t("ticket.companyPage")}</Link>}
      {contact && <Link to={`/contacts/${contact}` as string}>{t("ticket.contactPage")}</Link>}
    </p>
  );
}

type Other = Pick<TicketNow, "id" | "ticket_number" | "subject" | "status">;

/** The customer's other open tickets. */
export function useOtherTickets(): readonly Other[] {
  const { ticket } = useOpenTicket();
  const { data } = useQuery({
    queryKey: ["inbox", "of company", ticket.company, ticket.contact],
    queryFn: async ({ signal }) => {
      const query = {
        ...(ticket.company ? { company: ticket.company } : { contact: ticket.contact ?? "" }),
        open: "true",
        page_size: MAX_OTHERS + 1,
        fields: "id,ticket_number,subject,status",
      };
      return (await api.get("/inbox/", { query, signal })).results as Other[];
    },
    enabled: ticket.company !== null || ticket.contact !== null,
  });
  return (data ?? []).filter(({ id }) => id !== ticket.id).slice(0, MAX_OTHERS);
}

export function OtherTickets({ others }: { others: readonly Other[] }) {
  return (
    <ul className={css.others}>
      {others.map(({ id, subject, status, ticket_number }) => (
        <li key={id}>
          <Link
            to="/tickets/$ticketId"
            params={{ ticketId: id }}
            search={(now: object) => now}
            data-tip={`${ticket_number} · ${subject}`}
          >
            <StatusMark status={status} isBare />
            <span dir="auto">{subject}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
