import "../lib/later-texts.ts";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { RecordForm } from "../records/RecordForm.tsx";
import { EmailDrawer } from "./EmailDrawer.tsx";
import { emailsChanged } from "./email-queries.ts";

/** Sends a test email through a mailbox and shows its progress. */
export function TestEmail({ mailbox, onClose }: { mailbox: string; onClose: () => void }) {
  const t = useTexts();
  const user = useUser();
  const [sentId, setSentId] = useState<string | null>(null);
  const [isFormOpen, setFormOpen] = useState(true);
  const send = async ({ to }: Record<string, unknown>) => {
    const email = await api.post(
      "/mailboxes/{id}/test/",
      { to: String(to ?? user.email ?? "") },
      { path: { id: mailbox } },
    );
    emailsChanged();
    setSentId(email.id);
  };
  if (sentId) return <EmailDrawer id={sentId} onClose={onClose} />;
  if (!isFormOpen) return null;
  return (
    <RecordForm
      title={t("email.test")}
      action={t("email.sendTest")}
      fields={[{ name: "to", kind: "email", label: t("email.to"), required: true, maxLength: 254 }]}
      values={{ to: user.email ?? "" }}
      save={send}
      // after a success, the email is shown instead
      onClose={() => {
        setFormOpen(false);
        setSentId((id) => {
          if (!id) onClose();
          return id;
        });
      }}
    />
  );
}
