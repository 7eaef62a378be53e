import "../../lib/later-texts.ts";
import type { Ref } from "react";
import { useUser } from "../../lib/session.ts";
import { useTexts } from "../../lib/texts.ts";
import { Avatar } from "../../ui/Avatar.tsx";
import { type ChooseHandle, FieldSelect } from "../../ui/FieldSelect.tsx";
import type { Choice } from "../../ui/use-picking.ts";
import { useColleagues } from "../people.ts";
import { personHint } from "../people-words.ts";
import { useOpenTicket } from "../ticket-context.ts";
import { useAssign } from "../use-ticket-actions.ts";
import css from "./fields.module.css";

const NOBODY = "nobody";

export function AssigneeField({ handle }: { handle?: Ref<ChooseHandle> }) {
  const t = useTexts();
  const user = useUser();
  const people = useColleagues();
  const { ticket, problems } = useOpenTicket();
  const assign = useAssign();
  const choice = (id: string, name: string, note?: string): Choice => ({
    value: id,
    label: name,
    ...(note && { hint: note }),
    look: (
      <span className={css.person}>
        <Avatar name={name} size={20} />
        <span dir="auto">{name}</span>
      </span>
    ),
  });
  const others = people.filter(({ id, is_active }) => is_active && id !== user.id);
  const choices = [
    choice(user.id, user.full_name, t("ticket.you")),
    { value: NOBODY, label: t("ticket.nobody") },
    ...others.map((person) => choice(person.id, person.full_name, personHint(t, person))),
  ];
  const name = ticket.assigned_to_name;
  return (
    <FieldSelect
      handle={handle}
      label={t("fields.assigned_to")}
      value={ticket.assigned_to ?? NOBODY}
      shown={
        // a resolved ticket keeps the name of a former agent
        name !== null ? (
          <span className={css.person}>
            <Avatar name={name} size={20} />
            <span dir="auto">{name}</span>
          </span>
        ) : (
          <span className={css.none}>{t("ticket.nobody")}</span>
        )
      }
      problem={problems.assigned_to}
      choices={choices}
      onChoose={(value, { label }) => {
        const id = value === NOBODY ? null : value;
        assign(id, id && label);
      }}
    />
  );
}
