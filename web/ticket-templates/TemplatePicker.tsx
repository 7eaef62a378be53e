import "../lib/later-texts.ts";
import { useQuery } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { PickDialog } from "../macros/PickDialog.tsx";
import { showError } from "../ui/notices.ts";
import { type AppliedTemplate, type ListedTemplate, templatesQuery } from "./template-queries.ts";

interface Customer {
  company: string | null;
  contact: string | null;
  zone: string | null;
}

interface Props {
  customer: Customer;
  /** What stands in the search. */
  text: string;
  onText(text: string): void;
  onApplied(template: ListedTemplate, appliedTemplate: AppliedTemplate): void;
  onClose(): void;
}

/** Finds a template, and fills it in for the customer. */
export function TemplatePicker({ customer: { company, contact, zone }, text, onText, onApplied, onClose }: Props) {
  const t = useTexts();
  const { data: templates, error } = useQuery(templatesQuery);
  const apply = async (template: ListedTemplate, inputs: Record<string, string>) => {
    const body = { company, contact, zone, inputs };
    try {
      onApplied(template, await api.post("/ticket-templates/{id}/apply/", body, { path: { id: template.id } }));
    } catch (problem) {
      showError(problem, t("templates.notApplied"));
    }
  };
  const emptyText = (text: string) => {
    if (error) return t("templates.notLoaded");
    if (!templates) return t("common.loading");
    return text ? t("templates.noMatch", { text }) : t("templates.none");
  };
  return (
    <PickDialog
      label={t("templates.use")}
      placeholder={t("templates.search")}
      items={templates}
      emptyText={emptyText}
      text={text}
      onText={onText}
      onChosen={apply}
      onClose={onClose}
    />
  );
}
