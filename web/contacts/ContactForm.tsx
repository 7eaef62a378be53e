import "../lib/later-texts.ts";
import { useQueryClient } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { useTexts } from "../lib/texts.ts";
import { CompanySelect } from "../records/CompanySelect.tsx";
import { type FormField, RecordForm } from "../records/RecordForm.tsx";
import { showNotice } from "../ui/notices.ts";

export type Contact = AnswerOf<"GET", "/contacts/{id}/">;

/** The fields that matter during a call; the others can wait. */
const MAIN: readonly string[] = ["company", "name", "email", "phone"];
const FIELDS = [
  ["name", "text", 100],
  ["email", "email", 254],
  ["phone", "tel", 50],
  ["mobile", "tel", 50],
  ["title", "text", 100],
  ["department", "text", 100],
  ["contact_type", "text", 50],
  ["preferred_contact_method", "text", 50],
  ["linkedin_url", "url", 200],
  ["notes", "area", 0],
  ["is_primary", "switch", 0],
  ["is_active", "switch", 0],
] as const;

interface Props {
  contact?: Contact;
  /** The company of a new contact. */
  company?: { id: string; name?: string | undefined };
  /** The name or email address typed so far, for a new contact. */
  typed?: string;
  onClose: () => void;
  onSaved?: (contact: Contact) => void;
}

/** Creates or edits a contact. */
export function ContactForm({ contact, company, typed = "", onClose, onSaved }: Props) {
  const t = useTexts();
  const queries = useQueryClient();
  const name = contact?.company_name ?? company?.name;
  const start = typed && (typed.includes("@") ? { email: typed } : { name: typed });
  const fields: FormField[] = [
    {
      name: "company",
      label: t("contacts.fields.company"),
      render: ({ value, onChange, error }) => (
        <CompanySelect
          key="company"
          label={t("contacts.fields.company")}
          required={!contact || contact.company !== null}
          value={(value as string | undefined) ?? null}
          {...(name && { name })}
          error={error}
          onChange={onChange}
        />
      ),
    },
    ...FIELDS.map(([name, kind, maxLength]) => ({
      name,
      kind,
      label: t(`contacts.fields.${name}`),
      required: name === "name",
      isMore: !MAIN.includes(name),
      ...(maxLength > 0 && { maxLength }),
    })),
  ];
  const save = async (changes: Record<string, unknown>, headers: Record<string, string>) => {
    const savedContact = contact
      ? await api.patch("/contacts/{id}/", changes, { path: { id: contact.id }, headers })
      : await api.post("/contacts/", {
          ...start,
          ...(company && { company: company.id }),
          ...changes,
        });
    queries.setQueryData(["contact", savedContact.id], savedContact);
    void queries.invalidateQueries({ queryKey: ["contacts"] });
    // a field that takes the contact shows it already
    if (onSaved) onSaved(savedContact);
    else showNotice(t("companies.saved", { name: String(savedContact.name) }));
  };
  return (
    <RecordForm
      title={contact ? t("contacts.edit") : t("contacts.new")}
      fields={fields}
      values={contact ?? { ...start, company: company?.id, is_active: true, contact_type: "General" }}
      isNew={!contact}
      save={save}
      onClose={onClose}
    />
  );
}
