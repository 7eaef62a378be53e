import { useTexts } from "../../lib/texts.ts";
import { FieldSelect } from "../../ui/FieldSelect.tsx";
import { useOpenTicket } from "../ticket-context.ts";
import { useRelationOptions } from "./use-relation-options.ts";

const NONE = "none";

interface RelationMatch {
  id: string;
  name: string;
  hint: string;
}

interface Props {
  name: "contact" | "zone";
  /** Finds the records of a company. */
  find(company: string | null, search: string, signal: AbortSignal): Promise<RelationMatch[]>;
}

/** The contact or zone of the open ticket, found by typing; or none. */
export function RelationField({ name, find }: Props) {
  const t = useTexts();
  const { ticket, change, problems } = useOpenTicket();
  const { rows, search, ...options } = useRelationOptions(`${name}s`, ticket.company, (search, signal) =>
    find(ticket.company, search, signal),
  );
  const choices = [
    ...(search ? [] : [{ value: NONE, label: t("common.none") }]),
    ...rows.map(({ id, name, hint }) => ({ value: id, label: name, hint })),
  ];
  return (
    <FieldSelect
      label={t(`fields.${name}`)}
      value={ticket[name] ?? NONE}
      shown={ticket[`${name}_name`]}
      problem={problems[name]}
      choices={choices}
      {...options}
      onChoose={(value, { label }) => {
        const id = value === NONE ? null : value;
        change(name, { [name]: id }, { [`${name}_name`]: id && label });
      }}
    />
  );
}
