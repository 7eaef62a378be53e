import "../lib/later-texts.ts";
import { Anchor, Badge, Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { TicketsOf } from "../inbox/TicketsOf.tsx";
import { api } from "../lib/api.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import { CompanyLink } from "../records/CompanyLink.tsx";
import { DeleteDialog } from "../records/DeleteDialog.tsx";
import { Facts } from "../records/Facts.tsx";
import { RecordFrame } from "../records/RecordFrame.tsx";
import { useRemoval } from "../records/use-removal.ts";
import { ContactRatings } from "../surveys/ContactRatings.tsx";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import { ContactAddresses } from "./ContactAddresses.tsx";
import { type Contact, ContactForm } from "./ContactForm.tsx";
import { ContactPortal } from "./ContactPortal.tsx";

export function ContactPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const t = useTexts();
  const [open, setOpen] = useState<"edit" | "delete" | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ["contact", id],
    queryFn: ({ signal }) => api.get("/contacts/{id}/", { path: { id }, signal }),
  });
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <LoadingLines lines={10} />;
  return (
    <>
      <RecordFrame
        parent={{ path: "/contacts", title: t("contacts.title") }}
        title={String(data.name)}
        badge={data.is_primary && <Badge variant="light">{t("contacts.primary")}</Badge>}
        actions={
          <Button
            leftSection={<IconPlus size={16} aria-hidden />}
            renderRoot={(props) => (
              <Link
                to="/new"
                search={{ ...(data.company && { company: data.company }), contact: data.id }}
                {...props}
              />
            )}
          >
            {t("companies.newTicket")}
          </Button>
        }
        onEdit={() => setOpen("edit")}
        onDelete={() => setOpen("delete")}
        facts={<ContactFacts contact={data} />}
      >
        <TicketsOf by={{ contact: id }} />
        <ContactPortal contact={data} />
      </RecordFrame>
      {open === "edit" && <ContactForm contact={data} onClose={() => setOpen(null)} />}
      {open === "delete" && <DeleteContact contact={data} onClose={() => setOpen(null)} />}
    </>
  );
}

function DeleteContact({ contact: { id, name, company }, onClose }: { contact: Contact; onClose: () => void }) {
  const t = useTexts();
  const navigate = useNavigate();
  const user = useUser();
  const remove = useRemoval({
    name,
    notice: t("contacts.deleted", { name }),
    list: "contacts",
    mayRestore: user.role === "Admin",
    remove: () => api.remove("/contacts/{id}/", { path: { id } }),
    restore: () => api.post("/contacts/{id}/restore/", {}, { path: { id } }),
    leave: () =>
      company ? navigate({ to: "/companies/$id", params: { id: company } }) : navigate({ to: "/contacts" }),
    comeBack: () => navigate({ to: "/contacts/$id", params: { id } }),
  });
  return (
    <DeleteDialog title={t("contacts.deleteTitle", { name })} remove={remove} onClose={onClose}>
      {t("contacts.deleteText")}
    </DeleteDialog>
  );
}

function ContactFacts({ contact }: { contact: Contact }) {
  const t = useTexts();
  const plain = (name: "title" | "department" | "contact_type" | "preferred_contact_method" | "notes") =>
    [t(`contacts.fields.${name}`), String(contact[name] ?? "")] as const;
  const link = (name: "phone" | "mobile" | "linkedin_url", before: string) =>
    [
      t(`contacts.fields.${name}`),
      contact[name] && (
        <Anchor size="sm" href={`${before}${contact[name]}`} rel="noopener noreferrer">
          {String(contact[name])}
        </Anchor>
      ),
    ] as const;
  return (
    <Facts
      facts={[
        [
          t("contacts.fields.company"),
          contact.company ? (
            <CompanyLink key="company" id={contact.company}>
              {contact.company_name}
            </CompanyLink>
          ) : (
            t("contacts.noCompany")
          ),
        ],
        [t("contacts.addresses"), <ContactAddresses key="addresses" contact={contact.id} />],
        [t("surveys.ofContact"), <ContactRatings key="ratings" contact={contact.id} />],
        link("phone", "tel:"),
        link("mobile", "tel:"),
        plain("title"),
        plain("department"),
        plain("contact_type"),
        plain("preferred_contact_method"),
        link("linkedin_url", ""),
        [t("contacts.fields.last_contacted"), contact.last_contacted && momentOf(contact.last_contacted)],
        plain("notes"),
      ]}
    />
  );
}
