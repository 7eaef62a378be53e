import { api } from "../../lib/api.ts";
import { useTexts } from "../../lib/texts.ts";
import { FieldSelect } from "../../ui/FieldSelect.tsx";
import { useOpenTicket } from "../ticket-context.ts";
import { useRelationOptions } from "./use-relation-options.ts";

/** Another company removes contact and zone, which belong to the previous one. */
export function CompanyField() {
  const t = useTexts();
  const { ticket, change, problems } = useOpenTicket();
  const {
    rows,
    search: _,
    ...find
  } = useRelationOptions("companies", null, async (search, signal) => {
    const query = { search, page_size: 30, ...(search && { ordering: "relevance" }), fields: "id,name,country" };
    return (await api.get("/companies/", { query, signal })).results as unknown as {
      id: string;
      name: string;
      country: string;
    }[];
  });
  return (
    <FieldSelect
      label={t("fields.company")}
      value={ticket.company ?? ""}
      shown={ticket.company_name}
      problem={problems.company}
      choices={rows.map(({ id, name, country }) => ({ value: id, label: name, hint: country }))}
      {...find}
      onChoose={(value, { label }) =>
        change(
          "company",
          { company: value, contact: null, zone: null },
          { company_name: label, contact_name: null, zone_name: null },
        )
      }
    />
  );
}
