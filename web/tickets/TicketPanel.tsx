import "../lib/later-texts.ts";
import { type ReactNode, useId } from "react";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { durationOf } from "../lib/time.ts";
import { Moment } from "../ui/Moment.tsx";
import { AboutCustomer } from "./AboutCustomer.tsx";
import { AssigneeField } from "./fields/AssigneeField.tsx";
import { CategoryField } from "./fields/CategoryField.tsx";
import { CompanyField } from "./fields/CompanyField.tsx";
import { ContactField } from "./fields/ContactField.tsx";
import { DueField } from "./fields/DueField.tsx";
import { PriorityField } from "./fields/PriorityField.tsx";
import { StatusField } from "./fields/StatusField.tsx";
import { TagsField } from "./fields/TagsField.tsx";
import { TeamField } from "./fields/TeamField.tsx";
import { ZoneField } from "./fields/ZoneField.tsx";
import type { FieldHandles } from "./TicketActions.tsx";
import css from "./TicketPanel.module.css";
import { useOpenTicket } from "./ticket-context.ts";
import { useAssign } from "./ticket-deeds.ts";

/** Everything about a ticket that is not said in it, changed where it stands. */
export function TicketPanel({ handles }: { handles?: FieldHandles }) {
  const t = useTexts();
  const user = useUser();
  const { ticket } = useOpenTicket();
  const assign = useAssign();
  return (
    <aside className={css.panel} aria-label={t("ticket.details")}>
      <Group title={t("ticket.work")}>
        <Row label={t("fields.status")}>
          <StatusField handle={handles?.status} />
        </Row>
        <Row label={t("fields.priority")}>
          <PriorityField handle={handles?.priority} />
        </Row>
        <Row label={t("fields.category")}>
          <CategoryField />
        </Row>
        <Row label={t("fields.assigned_to")}>
          <AssigneeField handle={handles?.assignee} />
          {ticket.assigned_to !== user.id && (
            <button type="button" className={css.small} onClick={() => assign(user.id, user.full_name)}>
              {t("ticket.assignToMe")}
            </button>
          )}
        </Row>
        <Row label={t("fields.assigned_team")}>
          <TeamField />
        </Row>
        <Row label={t("fields.due_date")}>
          <DueField />
        </Row>
        <Row label={t("fields.tags")}>
          <TagsField />
        </Row>
      </Group>
      <Group title={t("ticket.customer")}>
        <Row label={t("fields.company")}>
          <CompanyField />
        </Row>
        <Row label={t("fields.contact")}>
          <ContactField />
        </Row>
        <Row label={t("fields.zone")}>
          <ZoneField />
        </Row>
        <AboutCustomer />
      </Group>
      <Group title={t("ticket.times")}>
        <Times />
      </Group>
    </aside>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={css.group} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={css.row}>
      <span className={css.label}>{label}</span>
      <div className={css.value}>{children}</div>
    </div>
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
        <Moment at={ticket.created_at} />
        {ticket.created_by_name && ` · ${ticket.created_by_name}`}
      </dd>
      <dt>{t("ticket.updated")}</dt>
      <dd>
        <Moment at={ticket.updated_at} />
      </dd>
    </dl>
  );
}
