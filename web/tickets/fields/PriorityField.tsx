import type { Ref } from "react";
import { PRIORITIES } from "../../../wire/ticket-words.ts";
import { useTexts } from "../../lib/texts.ts";
import { type ChooseHandle, FieldSelect } from "../../ui/FieldSelect.tsx";
import { PriorityMark } from "../PriorityMark.tsx";
import { useOpenTicket } from "../ticket-context.ts";

export function PriorityField({ handle }: { handle?: Ref<ChooseHandle> }) {
  const t = useTexts();
  const { ticket, change, problems } = useOpenTicket();
  return (
    <FieldSelect
      handle={handle}
      label={t("fields.priority")}
      value={ticket.priority}
      shown={<PriorityMark priority={ticket.priority} />}
      problem={problems.priority}
      choices={PRIORITIES.toReversed().map((priority) => ({
        value: priority,
        label: t(`priorities.${priority}`),
        look: <PriorityMark priority={priority} />,
      }))}
      onChoose={(value) => change("priority", { priority: value as typeof ticket.priority })}
    />
  );
}
