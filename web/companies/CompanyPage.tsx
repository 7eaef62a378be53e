import "../lib/later-texts.ts";
import { Anchor, Badge, Button, Group, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { may } from "../../wire/permissions.ts";
import { ContactForm } from "../contacts/ContactForm.tsx";
import { TicketsOf } from "../inbox/TicketsOf.tsx";
import { api } from "../lib/api.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { dayOf, numberOf } from "../lib/time.ts";
import { DeleteDialog } from "../records/DeleteDialog.tsx";
import { Facts } from "../records/Facts.tsx";
import { RecordFrame, RecordPart } from "../records/RecordFrame.tsx";
import classes from "../records/records.module.css";
import { showError, showNotice } from "../ui/notices.ts";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import { ZoneForm } from "../zones/ZoneForm.tsx";
import { type Company, CompanyForm } from "./CompanyForm.tsx";

type Open = "edit" | "delete" | "contact" | "zone" | null;

export function CompanyPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const { data, error, refetch } = useQuery({
    queryKey: ["company", id],
    queryFn: ({ signal }) => api.get("/companies/{id}/", { path: { id }, signal }),
  });
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <LoadingLines lines={10} />;
  return (
    <>
      <Shown company={data} open={setOpen} />
      {open === "edit" && <CompanyForm company={data} onClose={close} />}
      {open === "contact" && <ContactForm company={data} onClose={close} />}
      {open === "zone" && <ZoneForm company={data} onClose={close} />}
      {open === "delete" && <DeleteCompany company={data} onClose={close} />}
    </>
  );
}

function Shown({ company, open }: { company: Company; open: (what: Open) => void }) {
  const t = useTexts();
  const address = [
    company.address_line1,
    company.address_line2,
    [company.postal_code, company.city].filter(Boolean).join(" "),
    [company.state, company.country].filter(Boolean).join(", "),
  ]
    .filter(Boolean)
    .join("\n");
  const plain = (name: "industry" | "billing_entity" | "legal_entity_name" | "tax_id" | "branch" | "current_plan") =>
    [t(`companies.fields.${name}`), company[name]] as const;
  return (
    <RecordFrame
      parent={{ path: "/companies", title: t("companies.title") }}
      title={company.name!}
      badge={
        !company.is_active && (
          <Badge color="gray" variant="light">
            {t("companies.inactive")}
          </Badge>
        )
      }
      actions={
        <Button
          leftSection={<IconPlus size={16} aria-hidden />}
          renderRoot={(props) => <Link to="/new" search={{ company: company.id }} {...props} />}
        >
          {t("companies.newTicket")}
        </Button>
      }
      onEdit={() => open("edit")}
      onDelete={() => open("delete")}
      facts={
        <Facts
          facts={[
            [
              t("companies.fields.email"),
              company.email && (
                <Anchor size="sm" href={`mailto:${company.email}`}>
                  {company.email}
                </Anchor>
              ),
            ],
            [
              t("companies.fields.phone"),
              company.phone && (
                <Anchor size="sm" href={`tel:${company.phone}`}>
                  {company.phone}
                </Anchor>
              ),
            ],
            [
              t("companies.fields.website"),
              company.website && (
                <Anchor size="sm" href={company.website} target="_blank" rel="noopener noreferrer">
                  {company.website}
                </Anchor>
              ),
            ],
            [t("companies.fields.address"), address],
            plain("industry"),
            plain("billing_entity"),
            plain("legal_entity_name"),
            plain("tax_id"),
            plain("branch"),
            plain("current_plan"),
            [t("companies.fields.location_count"), numberOf(company.location_count)],
            [t("companies.fields.music_zone_count"), numberOf(company.music_zone_count)],
            [t("companies.fields.notes"), company.notes],
            [t("companies.fields.it_notes"), company.it_notes],
            [t("companies.fields.created"), dayOf(company.created_at)],
          ]}
        />
      }
    >
      <TicketsOf by={{ company: company.id }} />
      <ContactsOf company={company.id} onNew={() => open("contact")} />
      <ZonesOf company={company.id} onNew={() => open("zone")} />
    </RecordFrame>
  );
}

interface Of {
  company: string;
  onNew: () => void;
}

function ContactsOf({ company, onNew }: Of) {
  const t = useTexts();
  const { data } = useQuery({
    queryKey: ["contacts", { company }],
    queryFn: ({ signal }) => api.get("/contacts/", { query: { company, page_size: 100 }, signal }),
  });
  return (
    <RecordPart title={t("companies.contacts")} beside={<NewButton label={t("contacts.new")} onClick={onNew} />}>
      <Lines
        rows={data?.results}
        none={t("companies.noContacts")}
        render={({ id, name, title, email, phone, is_primary }) => (
          <Group justify="space-between" gap="xs">
            <Group gap="xs">
              <Anchor
                size="sm"
                c="inherit"
                fw="var(--w-strong)"
                renderRoot={(props) => <Link to="/contacts/$id" params={{ id }} {...props} />}
              >
                {name}
              </Anchor>
              {is_primary && (
                <Badge size="sm" variant="light">
                  {t("contacts.primary")}
                </Badge>
              )}
              <Text size="sm" c="dimmed">
                {title}
              </Text>
            </Group>
            <Text size="sm" c="dimmed">
              {[email, phone].filter(Boolean).join(" · ")}
            </Text>
          </Group>
        )}
      />
    </RecordPart>
  );
}

function ZonesOf({ company, onNew }: Of) {
  const t = useTexts();
  const { data } = useQuery({
    queryKey: ["zones", { company }],
    queryFn: ({ signal }) => api.get("/zones/", { query: { company, page_size: 200 }, signal }),
  });
  return (
    <RecordPart title={t("companies.zones")} beside={<NewButton label={t("zones.new")} onClick={onNew} />}>
      <Lines
        rows={data?.results}
        none={t("companies.noZones")}
        render={({ id, name, platform, status, is_online }) => (
          <Group justify="space-between" gap="xs">
            <Anchor
              size="sm"
              c="inherit"
              fw="var(--w-strong)"
              renderRoot={(props) => <Link to="/zones/$id" params={{ id }} {...props} />}
            >
              {name}
            </Anchor>
            <Group gap="xs">
              <Text size="sm" c="dimmed">
                {t(`zones.platforms.${platform}`)}
              </Text>
              <Badge size="sm" variant="light" color={is_online ? "teal" : "gray"}>
                {t(`zones.statuses.${status as "online"}`, { defaultValue: status })}
              </Badge>
            </Group>
          </Group>
        )}
      />
    </RecordPart>
  );
}

function NewButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button size="compact-sm" variant="light" leftSection={<IconPlus size={14} aria-hidden />} onClick={onClick}>
      {label}
    </Button>
  );
}

function Lines<Row extends { id: string }>({
  rows,
  none,
  render,
}: {
  rows: Row[] | undefined;
  none: string;
  render: (row: Row) => React.ReactNode;
}) {
  if (!rows) return <LoadingLines lines={3} />;
  if (rows.length === 0)
    return (
      <Text p="md" size="sm" c="dimmed">
        {none}
      </Text>
    );
  return (
    <ul className={classes.lines}>
      {rows.map((row) => (
        <li key={row.id}>{render(row)}</li>
      ))}
    </ul>
  );
}

function DeleteCompany({ company, onClose }: { company: Company; onClose: () => void }) {
  const t = useTexts();
  const user = useUser();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const path = { id: company.id };
  const { data } = useQuery({
    queryKey: ["inbox", "all of", company.id],
    queryFn: ({ signal }) => api.get("/inbox/count/", { query: { company: company.id }, signal }),
  });
  const restore = async () => {
    try {
      await api.post("/companies/{id}/restore/", {}, { path });
      void navigate({ to: "/companies/$id", params: path });
      void queries.invalidateQueries();
    } catch (error) {
      showError(error, t("companies.notRestored", { name: company.name! }));
    }
  };
  const remove = async () => {
    await api.remove("/companies/{id}/", { path });
    await navigate({ to: "/companies" });
    void queries.invalidateQueries({ queryKey: ["companies"] });
    const name = company.name!;
    showNotice(
      t("companies.deleted", { name }),
      may(user, "company.restore") ? { run: () => void restore() } : undefined,
    );
  };
  return (
    <DeleteDialog title={t("companies.deleteTitle", { name: company.name })} remove={remove} onClose={onClose}>
      {t("companies.deleteText", { tickets: data ? numberOf(data.count) : "…" })}
    </DeleteDialog>
  );
}
