import "../lib/later-texts.ts";
import { MultiSelect } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import type { User } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { type FormField, RecordForm } from "../records/RecordForm.tsx";
import { showNotice } from "../ui/notices.ts";

const ROLES = ["Sales", "Finance", "Tech", "Music", "Admin"] as const;
// the button that saves is below
const ABOVE = { position: "top" } as const;
const TEXTS = ["username", "first_name", "last_name", "email", "phone", "department"] as const;

interface Props {
  user?: User;
  /** Asks for the password only. */
  isReset?: boolean;
  onClose: () => void;
}

/** Adds or edits a user, or sets a new password. */
export function PersonForm({ user, isReset = false, onClose }: Props) {
  const t = useTexts();
  const queries = useQueryClient();
  const password: FormField = {
    name: "password",
    kind: "password",
    label: t("people.fields.password"),
    required: true,
    maxLength: 4096,
  };
  const texts: FormField[] = TEXTS.map((name) => ({
    name,
    kind: name === "email" ? "email" : name === "phone" ? "tel" : "text",
    label: t(`people.fields.${name}`),
    required: name === "username",
    maxLength: name === "phone" ? 20 : 150,
  }));
  const role: FormField = {
    name: "role",
    kind: "choice",
    label: t("people.fields.role"),
    choices: ROLES.map((value) => ({ value, label: t(`roles.${value}`) })),
  };
  const leads: FormField = {
    name: "leads",
    label: t("people.fields.leads"),
    render: ({ value, onChange, error }) => (
      <MultiSelect
        key="leads"
        label={t("people.fields.leads")}
        data={ROLES.map((team) => ({ value: team, label: t(`roles.${team}`) }))}
        value={(value as string[] | undefined) ?? []}
        error={error}
        comboboxProps={ABOVE}
        onChange={onChange}
      />
    ),
  };
  const save = async (changes: Record<string, unknown>, headers: Record<string, string>) => {
    const savedUser = user
      ? await api.patch("/users/{id}/", changes, { path: { id: user.id }, headers })
      : await api.post("/users/", changes);
    void queries.invalidateQueries({ queryKey: ["users"] });
    void queries.invalidateQueries({ queryKey: ["user"] });
    showNotice(
      isReset
        ? t("people.passwordReset", { name: user!.full_name })
        : t("companies.saved", { name: savedUser.full_name }),
    );
  };
  return (
    <RecordForm
      title={t(isReset ? "people.resetPassword" : user ? "people.edit" : "people.new")}
      fields={isReset ? [password] : user ? [...texts, role, leads] : [...texts, role, leads, password]}
      values={isReset ? {} : (user ?? { role: "Sales" })}
      save={save}
      onClose={onClose}
    />
  );
}
