import { api } from "../../lib/api.ts";
import { useTexts } from "../../lib/texts.ts";
import { FieldSelect } from "../../ui/FieldSelect.tsx";
import { useOpenTicket } from "../ticket-context.ts";
import { useRelationOptions } from "./use-relation-options.ts";

const NONE = "none";

export function ZoneField() {
  const t = useTexts();
  const { ticket, change, problems } = useOpenTicket();
  const { rows, search, ...find } = useRelationOptions("zones", ticket.company, async (search, signal) => {
    const query = { company: ticket.company, search, page_size: 50, fields: "id,name,status_display" };
    return (await api.get("/zones/", { query, signal })).results;
  });
  const choices = [
    ...(search ? [] : [{ value: NONE, label: t("common.none") }]),
    ...rows.map(({ id, name, status_display }) => ({ value: id, label: name, hint: status_display })),
  ];
  return (
    <FieldSelect
      label={t("fields.zone")}
      value={ticket.zone ?? NONE}
      shown={ticket.zone_name}
      problem={problems.zone}
      choices={choices}
      {...find}
      onChoose={(value, { label }) => {
        const id = value === NONE ? null : value;
        change("zone", { zone: id }, { zone_name: id && label });
      }}
    />
  );
}
