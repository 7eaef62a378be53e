import "../lib/later-texts.ts";
import { Anchor, Badge, Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { TicketsOf } from "../inbox/TicketsOf.tsx";
import { api } from "../lib/api.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import { DeleteDialog } from "../records/DeleteDialog.tsx";
import { Facts } from "../records/Facts.tsx";
import { RecordFrame } from "../records/RecordFrame.tsx";
import { showError, showNotice } from "../ui/notices.ts";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import { ContactAddresses } from "./ContactAddresses.tsx";
import { type Contact, ContactForm } from "./ContactForm.tsx";

export function ContactPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const t = useTexts();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const user = useUser();
  const [open, setOpen] = useState<"edit" | "delete" | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ["contact", id],
    queryFn: ({ signal }) => api.get("/contacts/{id}/", { path: { id }, signal }),
  });
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <LoadingLines lines={10} />;
  const restore = async (name: string) => {
    try {
      await api.post("/contacts/{id}/restore/", {}, { path: { id } });
      void navigate({ to: "/contacts/$id", params: { id } });
      void queries.invalidateQueries();
    } catch (error) {
      showError(error, t("companies.notRestored", { name }));
    }
  };
  const remove = async () => {
    await api.remove("/contacts/{id}/", { path: { id } });
    await (data.company
      ? navigate({ to: "/companies/$id", params: { id: String(data.company) } })
      : navigate({ to: "/contacts" }));
    void queries.invalidateQueries({ queryKey: ["contacts"] });
    const { name } = data;
    showNotice(t("contacts.deleted", { name }), user.role === "Admin" ? { run: () => void restore(name) } : undefined);
  };
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
      </RecordFrame>
      {open === "edit" && <ContactForm contact={data} onClose={() => setOpen(null)} />}
      {open === "delete" && (
        <DeleteDialog
          title={t("contacts.deleteTitle", { name: data.name })}
          remove={remove}
          onClose={() => setOpen(null)}
        >
          {t("contacts.deleteText")}
        </DeleteDialog>
      )}
    </>
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
            <Anchor
              key="company"
              size="sm"
              renderRoot={(props) => <Link to="/companies/$id" params={{ id: String(contact.company) }} {...props} />}
            >
              {contact.company_name}
            </Anchor>
          ) : (
            t("contacts.noCompany")
          ),
        ],
        [t("contacts.addresses"), <ContactAddresses key="addresses" contact={contact.id} />],
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
