import { TEAMS, type Team } from "../../../wire/ticket-words.ts";
import { useTexts } from "../../lib/texts.ts";
import { FieldSelect } from "../../ui/FieldSelect.tsx";
import { useOpenTicket } from "../ticket-context.ts";

export function TeamField() {
  const t = useTexts();
  const { ticket, change, problems } = useOpenTicket();
  const team = ticket.assigned_team;
  return (
    <FieldSelect
      label={t("fields.assigned_team")}
      value={team}
      shown={team ? t(`roles.${team}`) : null}
      problem={problems.assigned_team}
      choices={TEAMS.map((each) => ({ value: each, label: t(`roles.${each}`) }))}
      onChoose={(value) => change("assigned_team", { assigned_team: value as Team })}
    />
  );
}
