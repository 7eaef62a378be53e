import "../lib/later-texts.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import { plainFields, valueWords } from "../tickets/plain-fields.ts";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import css from "./PrintedFields.module.css";

/** On paper: the subject and fields of the ticket, instead of its controls. */
export function PrintedFields() {
  const t = useTexts();
  const { ticket } = useOpenTicket();
  const moment = (at: string | null) => (at ? momentOf(at) : "");
  const fields: [string, string][] = [
    [t("fields.status"), t(`statuses.${ticket.status}`)],
    [t("fields.priority"), t(`priorities.${ticket.priority}`)],
    [t("fields.assigned_to"), ticket.assigned_to_name ?? t("ticket.nobody")],
    ...plainFields().map((entry): [string, string] => [
      t(`fields.${entry[0] as "status"}`),
      valueWords(t, entry, ticket[entry[0]]),
    ]),
    [t("fields.due_date"), moment(ticket.due_date)],
    [t("fields.tags"), ticket.tags.replaceAll(/,\s*/g, ", ")],
    [t("fields.company"), ticket.company_name ?? ""],
    [t("fields.contact"), ticket.contact_name ?? ""],
    [t("fields.zone"), ticket.zone_name ?? ""],
    [t("ticket.created"), moment(ticket.created_at)],
    [t("ticket.updated"), moment(ticket.updated_at)],
  ];
  return (
    <header className={css.printed} data-printed>
      <p>{ticket.ticket_number}</p>
      <h1 dir="auto">{ticket.subject}</h1>
      <dl>
        {fields
          .filter(([, value]) => value)
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          ))}
      </dl>
    </header>
  );
}
