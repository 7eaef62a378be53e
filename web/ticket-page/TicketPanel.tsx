import "../lib/later-texts.ts";
import { ActionIcon } from "@mantine/core";
import { IconCopy } from "@tabler/icons-react";
import type { QueryKey } from "@tanstack/react-query";
import { type ReactNode, useId } from "react";
import { useTexts } from "../lib/texts.ts";
import { durationOf } from "../lib/time.ts";
import { FirstResponseUnsent, SlaClocks } from "../sla/TicketSla.tsx";
import { PlainField } from "../tickets/fields/PlainField.tsx";
import { TagsField } from "../tickets/fields/TagsField.tsx";
import { plainFields } from "../tickets/plain-fields.ts";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import type { TicketNow } from "../tickets/ticket-query.ts";
import { copyNumber } from "../tickets/use-ticket-actions.ts";
import { loadable, useLoaded } from "../ui/loadable.ts";
import { Time } from "../ui/Time.tsx";
import { tip } from "../ui/tip.ts";
import { AboutCustomer, OtherTickets, useOtherTickets } from "./AboutCustomer.tsx";
import { PanelRow } from "./PanelRow.tsx";
import type { PanelParts } from "./panel-parts.ts";
import css from "./TicketPanel.module.css";
import { useInOrder } from "./use-in-order.ts";

const parts = loadable(() => import("./panel-parts.ts"));

/**
 * The ticket's other details: the customer, the fields that are not in the header, and times; all editable in place. Each part
 * appears as soon as those above it have their height.
 */
export function TicketPanel() {
  const t = useTexts();
  const { ticket } = useOpenTicket();
  const { id } = ticket;
  const others = useOtherTickets();
  const late = useLoaded(parts);
  const waits = useInOrder(waitsOf(ticket), late !== null);
  return (
    <aside className={css.panel} aria-label={t("ticket.details")}>
      <Group title={t("ticket.customer")} isTitleHidden>
        <AboutCustomer late={late} />
      </Group>
      <Part isShown={waits > 0}>
        <Group title={t("ticket.work")}>
          <Properties late={late} />
        </Group>
      </Part>
      <Part isShown={waits > 1}>{late && <late.Checklist key={id} ticket={id} className={css.group} />}</Part>
      <Part isShown={waits > 2}>
        <SlaClocks className={css.group} />
      </Part>
      <Part isShown={waits > 3}>{late && <late.Survey ticket={id} className={css.group} />}</Part>
      <Part isShown={waits > 4}>{late && <late.Links key={id} ticket={id} className={css.group} />}</Part>
      <Part isShown={waits > 5}>
        <Group title={t("ticket.times")}>
          <Times />
        </Group>
        {others.length > 0 && (
          <Group title={t("ticket.others")}>
            <OtherTickets others={others} />
          </Group>
        )}
      </Part>
      {/* last, because they are not looked for before they are on the screen */}
      <Part isShown={waits > 6}>{late && <late.Articles key={id} className={css.group} />}</Part>
    </aside>
  );
}

/** What each part waits for, so that the one above it does not push it down. */
const waitsOf = ({ id, version, contact, company }: TicketNow): QueryKey[][] => [
  [["conversation", id], ...(contact ? [["contact", contact]] : [])],
  [["ticket-routing", id, version]],
  [["checklist", id]],
  [["ticket-sla", id]],
  [["ticket-surveys", id]],
  [["inbox", "links", id]],
  contact || company ? [["inbox", "of company", company, contact]] : [],
];

function Part({ isShown, children }: { isShown: boolean; children: ReactNode }) {
  return (
    <div className={css.part} data-coming={!isShown || undefined}>
      {children}
    </div>
  );
}

function Properties({ late }: { late: PanelParts | null }) {
  const t = useTexts();
  const { ticket } = useOpenTicket();
  return (
    <>
      <PanelRow label={t("ticket.number")}>
        <span className={css.number}>
          {ticket.ticket_number}
          <ActionIcon size={24} {...tip(t("ticket.copyNumber"))} onClick={() => void copyNumber(ticket.ticket_number)}>
            <IconCopy size={14} aria-hidden />
          </ActionIcon>
        </span>
      </PanelRow>
      {plainFields().map((entry) => (
        <PanelRow key={entry[0]} label={t(`fields.${entry[0] as "status"}`)}>
          <PlainField entry={entry} />
        </PanelRow>
      ))}
      <PanelRow label={t("fields.tags")}>
        <TagsField />
      </PanelRow>
      {late && <late.WhyAssigned key={ticket.id} />}
    </>
  );
}

function Group({ title, isTitleHidden, children }: { title: string; isTitleHidden?: boolean; children: ReactNode }) {
  const id = useId();
  return (
    <section className={css.group} aria-labelledby={id}>
      <h2 id={id} className={isTitleHidden ? "only-read-out" : undefined}>
        {title}
      </h2>
      {children}
    </section>
  );
}

function Times() {
  const t = useTexts();
  const { ticket } = useOpenTicket();
  const { first_response_time_hours: first, resolution_time_hours: resolution } = ticket;
  const sinceCreation = (hours: number | null) =>
    hours === null ? t("ticket.notYet") : t("ticket.afterCreation", { time: durationOf(hours) });
  return (
    <dl className={css.times}>
      <dt>{t("ticket.firstResponse")}</dt>
      <dd>
        {sinceCreation(first)}
        {first !== null && <FirstResponseUnsent />}
      </dd>
      <dt>{t("ticket.resolution")}</dt>
      <dd>{sinceCreation(resolution)}</dd>
      <dt>{t("ticket.created")}</dt>
      <dd>
        <Time at={ticket.created_at} />
        {ticket.created_by_name && ` · ${ticket.created_by_name}`}
      </dd>
      <dt>{t("ticket.updated")}</dt>
      <dd>
        <Time at={ticket.updated_at} />
      </dd>
    </dl>
  );
}
