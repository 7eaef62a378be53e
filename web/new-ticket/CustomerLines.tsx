import "../lib/later-texts.ts";
import { useRef, useState } from "react";
import { useTexts } from "../lib/texts.ts";
import { CompanySelect } from "../records/CompanySelect.tsx";
import { RelatedSelect } from "../records/RelatedSelect.tsx";
import { loadLate } from "../ui/load-late.tsx";
import classes from "./new-ticket.module.css";
import type { NewTicket } from "./new-ticket.ts";

const CompanyForm = loadLate(async () => (await import("../companies/CompanyForm.tsx")).CompanyForm);
const ContactForm = loadLate(async () => (await import("../contacts/ContactForm.tsx")).ContactForm);

export interface FieldsProps {
  fields: NewTicket;
  change(more: Partial<NewTicket>): void;
  wrong(name: string): string | null;
}

interface Creating {
  what: "company" | "contact";
  name: string;
}

/** The company, contact and zone of a new ticket. A missing company or contact is created here. */
export function CustomerLines({ fields, change, wrong }: FieldsProps) {
  const t = useTexts();
  const [creating, setCreating] = useState<Creating | null>(null);
  const { company, companyName, contact, contactName } = fields;
  const lines = useRef<HTMLDivElement>(null);
  const hasSaved = useRef(false);
  const takeSaved = (more: Partial<NewTicket>) => {
    hasSaved.current = true;
    change(more);
  };
  const close = () => {
    setCreating(null);
    if (!hasSaved.current) return;
    hasSaved.current = false;
    // the form returned the focus to the field that opened it; the user goes on with the next field
    setTimeout(() => fieldAfter(lines.current)?.focus());
  };
  return (
    <div ref={lines} className={classes.lines}>
      <CompanySelect
        label={t("fields.company")}
        required={contact === null}
        autoFocus={company === null && contact === null}
        value={company}
        {...(companyName && { name: companyName })}
        error={wrong("company")}
        onChange={(id, name) =>
          change({ company: id, companyName: name, contact: null, contactName: null, zone: null, zoneName: null })
        }
        onCreate={(name) => setCreating({ what: "company", name })}
      />
      <RelatedSelect
        name="contact"
        company={company}
        value={contact}
        shown={contactName ?? undefined}
        placeholder=""
        error={wrong("contact")}
        onChoose={(id, name) => change({ contact: id, contactName: name })}
        onCreate={(name) => setCreating({ what: "contact", name })}
      />
      {creating && <NewRecord {...{ creating, fields }} change={takeSaved} onClose={close} />}
    </div>
  );
}

/** The field below the one with the focus. */
function fieldAfter(lines: HTMLElement | null): HTMLElement | undefined {
  const fields = [...(lines?.closest("form")?.querySelectorAll("input") ?? [])];
  return fields[fields.indexOf(document.activeElement as HTMLInputElement) + 1];
}

interface NewRecordProps extends Pick<FieldsProps, "fields" | "change"> {
  creating: Creating;
  onClose(): void;
}

/** The form of a new company or contact beside the ticket. The saved one is chosen for the ticket. */
function NewRecord({ creating: { what, name }, fields, change, onClose }: NewRecordProps) {
  if (what === "company")
    return (
      <CompanyForm
        name={name}
        onClose={onClose}
        onSaved={(company) =>
          change({
            company: company.id,
            companyName: String(company.name),
            contact: null,
            contactName: null,
            zone: null,
            zoneName: null,
          })
        }
      />
    );
  const { company, companyName } = fields;
  return (
    <ContactForm
      typed={name}
      {...(company && { company: { id: company, name: companyName ?? undefined } })}
      onClose={onClose}
      onSaved={(contact) =>
        change({
          contact: contact.id,
          contactName: contact.name,
          ...(contact.company && { company: contact.company, companyName: contact.company_name }),
        })
      }
    />
  );
}
