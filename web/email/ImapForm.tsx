import "../lib/later-texts.ts";
import { IMAP_AFTER, IMAP_STARTS, SMTP_SECURITIES } from "../../wire/mailbox-words.ts";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { type FormField, RecordForm } from "../records/RecordForm.tsx";
import { showNotice } from "../ui/notices.ts";
import { type Mailbox, mailboxesQuery } from "./email-queries.ts";

// the sign-in with Google or Microsoft sets these
const OF_PROVIDER = ["imap_port", "imap_security", "imap_password"];

/** Says where the emails of a mailbox are fetched from. */
export function ImapForm({ mailbox, onClose }: { mailbox: Mailbox; onClose: () => void }) {
  const t = useTexts();
  const save = async (
    { imap_password: password, ...changes }: Record<string, unknown>,
    headers: Record<string, string>,
  ) => {
    const values = { ...changes, ...(password ? { imap_password: String(password) } : {}) };
    await api.patch("/mailboxes/{id}/", values, { path: { id: mailbox.id }, headers });
    await queryClient.invalidateQueries(mailboxesQuery);
    showNotice(t("email.saved", { address: mailbox.address }));
  };
  return (
    <RecordForm
      title={t("email.imapOf", { address: mailbox.address })}
      fields={useImapFields(mailbox).filter(
        ({ name }) => mailbox.sign_in === "password" || !OF_PROVIDER.includes(name),
      )}
      values={{ ...mailbox }}
      save={save}
      onClose={onClose}
    />
  );
}

function useImapFields(mailbox: Mailbox): FormField[] {
  const t = useTexts();
  return [
    { name: "imap_host", label: t("email.fields.imap_host"), hint: t("email.imapHint"), maxLength: 253 },
    {
      name: "imap_security",
      kind: "choice",
      label: t("email.fields.imap_security"),
      choices: SMTP_SECURITIES.map((value) => ({ value, label: t(`email.imapSecurities.${value}`) })),
    },
    { name: "imap_port", kind: "number", label: t("email.fields.imap_port") },
    { name: "imap_username", label: t("email.fields.imap_username"), maxLength: 254 },
    {
      name: "imap_password",
      kind: "password",
      label: t("email.fields.imap_password"),
      hint: mailbox.has_imap_password ? t("email.password") : t("email.passwordNew"),
      maxLength: 4096,
    },
    { name: "imap_folder", label: t("email.fields.imap_folder"), maxLength: 255 },
    {
      name: "imap_start",
      kind: "choice",
      label: t("email.fields.imap_start"),
      choices: IMAP_STARTS.map((value) => ({ value, label: t(`email.imapStarts.${value}`) })),
    },
    {
      name: "imap_after",
      kind: "choice",
      label: t("email.fields.imap_after"),
      choices: IMAP_AFTER.map((value) => ({ value, label: t(`email.imapAfter.${value}`) })),
    },
    { name: "imap_move_to", label: t("email.fields.imap_move_to"), maxLength: 255 },
  ];
}
