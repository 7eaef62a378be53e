import "../lib/later-texts.ts";
import { ActionIcon } from "@mantine/core";
import { IconCopy } from "@tabler/icons-react";
import { useIsFetching } from "@tanstack/react-query";
import { type ReactNode, useEffect, useId, useState } from "react";
import { useTexts } from "../lib/texts.ts";
import { durationOf } from "../lib/time.ts";
import { SlaClocks } from "../sla/TicketSla.tsx";
import { PlainField } from "../tickets/fields/PlainField.tsx";
import { TagsField } from "../tickets/fields/TagsField.tsx";
import { plainFields } from "../tickets/plain-fields.ts";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import { copyNumber } from "../tickets/use-ticket-actions.ts";
import { loadLate } from "../ui/load-late.tsx";
import { Time } from "../ui/Time.tsx";
import { tip } from "../ui/tip.ts";
import { AboutCustomer, OtherTickets, useOtherTickets } from "./AboutCustomer.tsx";
import { PanelRow } from "./PanelRow.tsx";
import css from "./TicketPanel.module.css";

const Survey = loadLate(async () => (await import("../surveys/TicketSurvey.tsx")).TicketSurvey);
const Links = loadLate(async () => (await import("../conversations/LinksPart.tsx")).LinksPart);

const WhyAssigned = loadLate(async () => (await import("./WhyAssigned.tsx")).WhyAssigned);
const Articles = loadLate(async () => (await import("./SuggestedArticles.tsx")).SuggestedArticles);
const Checklist = loadLate(async () => (await import("../checklists/ChecklistPart.tsx")).ChecklistPart);

/**
 * The ticket's other details: the customer, the fields that are not in the header, and times; all editable in place.
 */
export function TicketPanel() {
  const t = useTexts();
  const { ticket } = useOpenTicket();
  const others = useOtherTickets();
  const isSettled = useSettled();
  return (
    <aside className={css.panel} aria-label={t("ticket.details")} data-coming={!isSettled || undefined}>
      <Group title={t("ticket.customer")} isTitleHidden>
        <AboutCustomer />
      </Group>
      <Group title={t("ticket.work")}>
        <Properties />
      </Group>
      <Checklist key={`checklist ${ticket.id}`} ticket={ticket.id} className={css.group} />
      <SlaClocks className={css.group} />
      <Survey ticket={ticket.id} className={css.group} />
      <Links key={ticket.id} ticket={ticket.id} className={css.group} />
      <Articles key={`articles ${ticket.id}`} className={css.group} />
      <Group title={t("ticket.times")}>
        <Times />
      </Group>
      {others.length > 0 && (
        <Group title={t("ticket.others")}>
          <OtherTickets others={others} />
        </Group>
      )}
    </aside>
  );
}

const QUIET_MS = 120;
const LONGEST_MS = 1_500;

/** Whether its parts have come, or have had their time: those that appear one by one would push the others down. */
function useSettled(): boolean {
  const [isSettled, setSettled] = useState(false);
  const isQuiet = useIsFetching() === 0;
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), LONGEST_MS);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    const timer = isQuiet ? setTimeout(() => setSettled(true), QUIET_MS) : undefined;
    return () => clearTimeout(timer);
  }, [isQuiet]);
  return isSettled;
}

function Properties() {
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
      <WhyAssigned key={ticket.id} />
      {plainFields().map((entry) => (
        <PanelRow key={entry[0]} label={t(`fields.${entry[0] as "status"}`)}>
          <PlainField entry={entry} />
        </PanelRow>
      ))}
      <PanelRow label={t("fields.tags")}>
        <TagsField />
      </PanelRow>
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
  const { first_response_time_hours: first, resolution_time_hours: resolved } = ticket;
  return (
    <dl className={css.times}>
      <dt>{t("ticket.firstResponse")}</dt>
      <dd>{first === null ? t("ticket.notYet") : durationOf(first)}</dd>
      <dt>{t("ticket.resolution")}</dt>
      <dd>{resolved === null ? t("ticket.notYet") : durationOf(resolved)}</dd>
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
