import "../lib/later-texts.ts";
import { ACKNOWLEDGE, EMAIL_LANGUAGES, SMTP_SECURITIES } from "../../wire/mailbox-words.ts";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useHasPublicUrl } from "../lib/server-settings.ts";
import { type Translate, useTexts } from "../lib/texts.ts";
import { type FormField, RecordForm } from "../records/RecordForm.tsx";
import { showNotice } from "../ui/notices.ts";
import type { Mailbox } from "./email-queries.ts";
import { emailsChanged, mailboxesQuery } from "./email-queries.ts";

const FROM_ENVIRONMENT = ["address", "smtp_host", "smtp_port", "smtp_security", "smtp_username", "smtp_password"];

/** Adds a mailbox or edits one. The saved password never comes back from the server. */
export function MailboxForm({
  mailbox,
  onSaved,
  onClose,
}: {
  mailbox?: Mailbox;
  onSaved: (id: string) => void;
  onClose: () => void;
}) {
  const t = useTexts();
  const hasPublicUrl = useHasPublicUrl();
  const save = async (
    { smtp_password: password, ...changes }: Record<string, unknown>,
    headers: Record<string, string>,
  ) => {
    const values = { ...changes, ...(password ? { smtp_password: String(password) } : {}) };
    const current = mailbox
      ? await api.patch("/mailboxes/{id}/", values, { path: { id: mailbox.id }, headers })
      : await api.post("/mailboxes/", { is_enabled: hasPublicUrl, ...values });
    await queryClient.invalidateQueries(mailboxesQuery);
    emailsChanged();
    showNotice(t(mailbox ? "email.saved" : "email.created", { address: current.address }));
    onSaved(current.id);
  };
  const isFromEnvironment = mailbox?.origin === "environment";
  const fields = useFields(mailbox, hasPublicUrl);
  return (
    <RecordForm
      title={mailbox ? mailbox.address : t("email.add")}
      fields={isFromEnvironment ? fields.filter(({ name }) => !FROM_ENVIRONMENT.includes(name)) : fields}
      values={mailbox ? { ...mailbox } : { ...NEW, is_enabled: hasPublicUrl }}
      save={save}
      onClose={onClose}
    />
  );
}

// the values that the server fills in for omitted fields
const NEW = {
  smtp_port: 587,
  smtp_security: "starttls",
  language: "en",
  acknowledge: "customers",
  has_plus_addresses: true,
};

function useFields(mailbox: Mailbox | undefined, hasPublicUrl: boolean): FormField[] {
  const t = useTexts();
  return [
    { name: "address", kind: "email", label: t("email.fields.address"), required: true, maxLength: 254 },
    { name: "name", label: t("email.fields.name"), required: true, maxLength: 100 },
    ...smtpFields(t, mailbox?.has_smtp_password ?? false),
    {
      name: "is_enabled",
      kind: "switch",
      label: t("email.fields.is_enabled"),
      ...(!hasPublicUrl && { hint: t("email.needsPublicUrl") }),
    },
    ...(mailbox && !mailbox.is_default
      ? [{ name: "is_default", kind: "switch" as const, label: t("email.fields.is_default") }]
      : []),
    {
      name: "acknowledge",
      kind: "choice",
      label: t("email.fields.acknowledge"),
      choices: ACKNOWLEDGE.map((value) => ({ value, label: t(`email.acknowledge.${value}`) })),
    },
    {
      name: "language",
      kind: "choice",
      label: t("email.fields.language"),
      choices: EMAIL_LANGUAGES.map((value) => ({ value, label: t(`email.languages.${value}`) })),
    },
    { name: "signature", kind: "area", label: t("email.fields.signature"), maxLength: 10_000 },
    { name: "has_plus_addresses", kind: "switch", label: t("email.fields.has_plus_addresses") },
  ];
}

const smtpFields = (t: Translate, hasPassword: boolean): FormField[] => [
  { name: "smtp_host", label: t("email.fields.smtp_host"), required: true, maxLength: 253 },
  {
    name: "smtp_security",
    kind: "choice",
    label: t("email.fields.smtp_security"),
    choices: SMTP_SECURITIES.map((value) => ({ value, label: t(`email.securities.${value}`) })),
  },
  { name: "smtp_port", kind: "number", label: t("email.fields.smtp_port") },
  { name: "smtp_username", label: t("email.fields.smtp_username"), maxLength: 254 },
  {
    name: "smtp_password",
    kind: "password",
    label: t("email.fields.smtp_password"),
    hint: hasPassword ? t("email.password") : t("email.passwordNew"),
    maxLength: 4096,
  },
];
