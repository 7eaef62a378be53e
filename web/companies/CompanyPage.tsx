import "../lib/later-texts.ts";
import { Anchor, Badge, Button, Group, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
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
import { useRemoval } from "../records/use-removal.ts";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import { ZoneForm } from "../zones/ZoneForm.tsx";
import { ZoneStatus } from "../zones/ZoneStatus.tsx";
import { type Company, CompanyForm } from "./CompanyForm.tsx";
import { CompanyPortal } from "./CompanyPortal.tsx";

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
      <CompanyDetails company={data} open={setOpen} />
      {open === "edit" && <CompanyForm company={data} onClose={close} />}
      {open === "contact" && <ContactForm company={data} onClose={close} />}
      {open === "zone" && <ZoneForm company={data} onClose={close} />}
      {open === "delete" && <DeleteCompany company={data} onClose={close} />}
    </>
  );
}

function CompanyDetails({ company, open }: { company: Company; open: (what: Open) => void }) {
  const t = useTexts();
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
      facts={<CompanyFacts company={company} />}
    >
      <TicketsOf by={{ company: company.id }} />
      <ContactsOf company={company.id} onNew={() => open("contact")} />
      <ZonesOf company={company.id} onNew={() => open("zone")} />
    </RecordFrame>
  );
}

function CompanyFacts({ company }: { company: Company }) {
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
  const link = (name: "email" | "phone" | "website", before: string) =>
    [
      t(`companies.fields.${name}`),
      company[name] && (
        <Anchor
          size="sm"
          href={`${before}${company[name]}`}
          {...(name === "website" && { target: "_blank", rel: "noopener noreferrer" })}
        >
          {company[name]}
        </Anchor>
      ),
    ] as const;
  return (
    <Facts
      facts={[
        [t("companies.portal"), <CompanyPortal key="portal" company={company.id} />],
        link("email", "mailto:"),
        link("phone", "tel:"),
        link("website", ""),
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
              <ZoneStatus zone={{ status, is_online }} size="sm" />
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

function DeleteCompany({ company: { id, name }, onClose }: { company: Company; onClose: () => void }) {
  const t = useTexts();
  const user = useUser();
  const navigate = useNavigate();
  const { data } = useQuery({
    queryKey: ["inbox", "all of", id],
    queryFn: ({ signal }) => api.get("/inbox/count/", { query: { company: id }, signal }),
  });
  const remove = useRemoval({
    name: name!,
    notice: t("companies.deleted", { name: name! }),
    list: "companies",
    mayRestore: may(user, "company.restore"),
    remove: () => api.remove("/companies/{id}/", { path: { id } }),
    restore: () => api.post("/companies/{id}/restore/", {}, { path: { id } }),
    leave: () => navigate({ to: "/companies" }),
    comeBack: () => navigate({ to: "/companies/$id", params: { id } }),
  });
  return (
    <DeleteDialog title={t("companies.deleteTitle", { name })} remove={remove} onClose={onClose}>
      {t("companies.deleteText", { tickets: data ? numberOf(data.count) : "…" })}
    </DeleteDialog>
  );
}
