import { api } from "../../lib/api.ts";
import { useTexts } from "../../lib/texts.ts";
import { FieldSelect } from "../../ui/FieldSelect.tsx";
import { useOpenTicket } from "../ticket-context.ts";
import { useRelationOptions } from "./use-relation-options.ts";

const NONE = "none";

export function ContactField() {
  const t = useTexts();
  const { ticket, change, problems } = useOpenTicket();
  const { rows, search, ...find } = useRelationOptions("contacts", ticket.company, async (search, signal) => {
    const query = {
      company: ticket.company,
      search,
      page_size: 50,
      ...(search && { ordering: "relevance" }),
      fields: "id,name,email",
    };
    return (await api.get("/contacts/", { query, signal })).results as unknown as {
      id: string;
      name: string;
      email: string;
    }[];
  });
  const choices = [
    ...(search ? [] : [{ value: NONE, label: t("common.none") }]),
    ...rows.map(({ id, name, email }) => ({ value: id, label: name, hint: email })),
  ];
  return (
    <FieldSelect
      label={t("fields.contact")}
      value={ticket.contact ?? NONE}
      shown={ticket.contact_name}
      problem={problems.contact}
      choices={choices}
      {...find}
      onChoose={(value, { label }) => {
        const id = value === NONE ? null : value;
        change("contact", { contact: id }, { contact_name: id && label });
      }}
    />
  );
}
