import "../lib/later-texts.ts";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { useTexts } from "../lib/texts.ts";
import { type FormField, RecordForm } from "../records/RecordForm.tsx";
import { showNotice } from "../ui/notices.ts";

export type Company = AnswerOf<"GET", "/companies/{id}/">;

/** The fields that matter during a call; the others can wait. */
const MAIN: readonly string[] = ["name", "email", "phone", "city"];
const FIELDS = [
  ["name", "text", 255],
  ["email", "email", 254],
  ["phone", "tel", 50],
  ["website", "url", 200],
  ["industry", "text", 100],
  ["address_line1", "text", 255],
  ["address_line2", "text", 255],
  ["postal_code", "text", 20],
  ["city", "text", 100],
  ["state", "text", 100],
  ["country", "text", 100],
  ["billing_entity", "text", 100],
  ["legal_entity_name", "text", 255],
  ["tax_id", "text", 100],
  ["branch", "text", 100],
  ["current_plan", "text", 100],
  ["location_count", "number", 0],
  ["music_zone_count", "number", 0],
  ["notes", "area", 0],
  ["it_notes", "area", 0],
  ["is_active", "switch", 0],
] as const;

interface Props {
  company?: Company;
  /** The name typed so far, for a new company. */
  name?: string;
  onClose: () => void;
  /** Called instead of opening the new company. */
  onSaved?: (company: Company) => void;
}

/** Creates or edits a company. */
export function CompanyForm({ company, name = "", onClose, onSaved }: Props) {
  const t = useTexts();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const fields: FormField[] = FIELDS.map(([name, kind, maxLength]) => ({
    name,
    kind,
    label: t(`companies.fields.${name}`),
    required: name === "name",
    isMore: !MAIN.includes(name),
    ...(maxLength > 0 && { maxLength }),
  }));
  const save = async (changes: Record<string, unknown>, headers: Record<string, string>) => {
    const savedCompany = company
      ? await api.patch("/companies/{id}/", changes, { path: { id: company.id }, headers })
      : await api.post("/companies/", { ...(name && { name }), ...changes });
    queries.setQueryData(["company", savedCompany.id], savedCompany);
    void queries.invalidateQueries({ queryKey: ["companies"] });
    // a field that takes the company shows it already
    if (onSaved) return onSaved(savedCompany);
    showNotice(t("companies.saved", { name: String(savedCompany.name) }));
    if (!company) void navigate({ to: "/companies/$id", params: { id: savedCompany.id } });
  };
  return (
    <RecordForm
      title={company ? t("companies.edit") : t("companies.new")}
      fields={fields}
      values={company ?? { name, is_active: true, location_count: 1, music_zone_count: 1 }}
      isNew={!company}
      save={save}
      onClose={onClose}
    />
  );
}
