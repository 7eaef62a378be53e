import "../lib/later-texts.ts";
import { useQueryClient } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { useTexts } from "../lib/texts.ts";
import { CompanySelect } from "../records/CompanySelect.tsx";
import { type FormField, RecordForm } from "../records/RecordForm.tsx";
import { showNotice } from "../ui/notices.ts";

export type Zone = AnswerOf<"GET", "/zones/{id}/">;

const PLATFORMS = ["soundtrack", "beatbreeze"] as const;
const STATUSES = ["online", "offline", "no_device", "expired", "pending"] as const;

interface Props {
  zone?: Zone;
  /** The company of a new zone. */
  company?: { id: string; name?: string | undefined };
  onClose: () => void;
}

/** Creates or edits a zone. */
export function ZoneForm({ zone, company, onClose }: Props) {
  const t = useTexts();
  const queries = useQueryClient();
  const companyName = zone?.company_name ?? company?.name;
  const fields = useFields(companyName);
  const save = async (changes: Record<string, unknown>, headers: Record<string, string>) => {
    const savedZone = zone
      ? await api.patch("/zones/{id}/", changes, { path: { id: zone.id }, headers })
      : await api.post("/zones/", { ...(company && { company: company.id }), ...changes });
    queries.setQueryData(["zone", savedZone.id], savedZone);
    void queries.invalidateQueries({ queryKey: ["zones"] });
    showNotice(t("companies.saved", { name: String(savedZone.name) }));
  };
  return (
    <RecordForm
      title={zone ? t("zones.edit") : t("zones.new")}
      fields={fields}
      values={zone ?? { company: company?.id, platform: "soundtrack", status: "pending" }}
      save={save}
      onClose={onClose}
    />
  );
}

function useFields(companyName: string | null | undefined): FormField[] {
  const t = useTexts();
  const text = (name: "name" | "device_name" | "soundtrack_zone_id" | "soundtrack_admin_email", more = {}) => ({
    name,
    label: t(`zones.fields.${name}`),
    maxLength: 255,
    ...more,
  });
  return [
    companyField(t("zones.fields.company"), companyName),
    text("name", { required: true }),
    {
      name: "platform",
      kind: "choice",
      label: t("zones.fields.platform"),
      choices: PLATFORMS.map((value) => ({ value, label: t(`zones.platforms.${value}`) })),
    },
    {
      name: "status",
      kind: "choice",
      label: t("zones.fields.status"),
      choices: STATUSES.map((value) => ({ value, label: t(`zones.statuses.${value}`) })),
    },
    text("device_name"),
    text("soundtrack_zone_id", { maxLength: 100 }),
    text("soundtrack_admin_email", { kind: "email" }),
    { name: "notes", kind: "area", label: t("zones.fields.notes") },
  ];
}

const companyField = (label: string, companyName: string | null | undefined): FormField => ({
  name: "company",
  label,
  render: ({ value, onChange, error }) => (
    <CompanySelect
      key="company"
      label={label}
      required
      value={(value as string | undefined) ?? null}
      {...(companyName && { name: companyName })}
      error={error}
      onChange={onChange}
    />
  ),
});
