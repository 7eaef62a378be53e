import type { Ref } from "react";
import { STATUSES } from "../../../wire/ticket-words.ts";
import { useTexts } from "../../lib/texts.ts";
import { type ChooseHandle, FieldSelect } from "../../ui/FieldSelect.tsx";
import { StatusMark } from "../StatusMark.tsx";
import { useOpenTicket } from "../ticket-context.ts";

export function StatusField({ handle }: { handle?: Ref<ChooseHandle> }) {
  const t = useTexts();
  const { ticket, change, problems } = useOpenTicket();
  return (
    <FieldSelect
      handle={handle}
      label={t("fields.status")}
      value={ticket.status}
      shown={<StatusMark status={ticket.status} />}
      problem={problems.status}
      choices={STATUSES.map((status) => ({
        value: status,
        label: t(`statuses.${status}`),
        look: <StatusMark status={status} />,
      }))}
      onChoose={(value) => change("status", { status: value as typeof ticket.status })}
    />
  );
}
