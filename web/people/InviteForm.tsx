import "../lib/later-texts.ts";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { mailboxesQuery } from "../email/email-queries.ts";
import { api } from "../lib/api.ts";
import type { User } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { RecordForm } from "../records/RecordForm.tsx";

const ROLES = ["Sales", "Finance", "Tech", "Music", "Admin"] as const;

/** Invites a user, who chooses a password with a link. */
export function InviteForm({ onClose }: { onClose: (user: User | null) => void }) {
  const t = useTexts();
  const queries = useQueryClient();
  const { data: mailboxes } = useQuery(mailboxesQuery);
  const isKept = mailboxes?.every(({ is_enabled }) => !is_enabled) ?? false;
  const invitedUser = useRef<User | null>(null);
  const invite = async (values: Record<string, unknown>) => {
    invitedUser.current = await api.post("/users/invite/", values);
    void queries.invalidateQueries({ queryKey: ["users"] });
  };
  return (
    <RecordForm
      title={t("account.inviteTitle")}
      action={t("account.invite")}
      fields={[
        { name: "email", kind: "email", label: t("people.fields.email"), required: true, maxLength: 254 },
        {
          name: "role",
          kind: "choice",
          label: t("account.team"),
          choices: ROLES.map((value) => ({ value, label: t(`roles.${value}`) })),
        },
        { name: "first_name", label: t("people.fields.first_name"), maxLength: 150 },
        { name: "last_name", label: t("people.fields.last_name"), maxLength: 150 },
        {
          name: "send",
          kind: "switch",
          label: t("account.sendEmail"),
          ...(isKept && { hint: t("account.noMailbox") }),
        },
      ]}
      values={{ role: "Sales", send: true }}
      save={invite}
      onClose={() => onClose(invitedUser.current)}
    />
  );
}
