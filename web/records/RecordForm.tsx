import "../lib/later-texts.ts";
import { Button, Drawer, Group, NumberInput, Select, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Refusal } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { errorText } from "../ui/notices.ts";
import { isStale } from "../ui/use-saving.ts";
import classes from "./records.module.css";

export interface FormField {
  name: string;
  label: string;
  kind?: "text" | "email" | "url" | "tel" | "area" | "number" | "switch" | "choice" | "password";
  choices?: readonly { value: string; label: string }[];
  required?: boolean;
  maxLength?: number;
  hint?: string;
  /** A custom input instead of the usual one. */
  render?: (props: { value: unknown; onChange: (value: unknown) => void; error: ReactNode }) => ReactNode;
}

type Values = Record<string, unknown>;

interface Props {
  title: string;
  fields: readonly FormField[];
  /** The current values; empty for a new record. */
  values: Values;
  /** Sends the changed values, with the headers that keep someone else's change from being overwritten unseen. */
  save: (changes: Values, headers: Record<string, string>) => Promise<unknown>;
  onClose: () => void;
  /** The label of the button that saves; “Save” by default. */
  action?: string;
}

type Save = (headers: Record<string, string>) => Promise<unknown>;

/** Saves a record. What someone else has changed since it was read is replaced only by saving once more. */
function useSavingOf({ updated_at }: Values, save: Save, onSuccess: () => void) {
  const [version, setVersion] = useState(updated_at);
  return useMutation({
    mutationFn: () => save(typeof version === "string" ? { "if-match": `"${version}"` } : {}),
    onSuccess,
    onError: (error) => {
      if (isStale(error)) setVersion(error.body.version);
    },
  });
}

/** Creates or edits a record in a drawer: only changed values are sent, and each field shows its own error. */
export function RecordForm({ title, fields, values, save, onClose, action }: Props) {
  const t = useTexts();
  const [changes, setChanges] = useState<Values>({});
  const [sent, setSent] = useState<Values>({});
  const saving = useSavingOf(values, (headers) => save(changes, headers), onClose);
  const refusal = saving.error instanceof Refusal ? saving.error : null;
  const isChanged = Object.entries(changes).some(([name, value]) => (value ?? "") !== (values[name] ?? ""));
  // a click outside or a key does not discard the text; the drawer shows how to leave
  const [hasTried, setTried] = useState(false);
  const isKnown = fields.some(({ name }) => refusal?.field(name));
  const firstInput = fields.findIndex(({ render }) => !render);
  return (
    <Drawer
      opened
      onClose={onClose}
      closeOnClickOutside={!isChanged}
      closeOnEscape={!isChanged}
      overlayProps={{ onClick: () => setTried(true) }}
      onKeyDown={({ key }) => key === "Escape" && setTried(true)}
      position="right"
      size="md"
      title={title}
      classNames={{ content: classes.form, body: classes.formBody }}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setSent(changes);
          saving.mutate();
        }}
      >
        <Stack>
          {saving.error && !isKnown && (
            <div role="alert" style={{ color: "var(--late)" }}>
              {isStale(saving.error) ? t("items.changedMeanwhile") : errorText(saving.error)}
            </div>
          )}
          {fields.map((field, at) => (
            <Input
              key={field.name}
              field={field}
              isFirst={at === firstInput}
              value={field.name in changes ? changes[field.name] : values[field.name]}
              error={sent[field.name] === changes[field.name] ? refusal?.field(field.name) : null}
              onChange={(value) => setChanges((before) => ({ ...before, [field.name]: value }))}
            />
          ))}
          <Foot
            note={isChanged && hasTried ? t("items.unsaved") : null}
            action={action ?? t("common.save")}
            isBusy={saving.isPending}
            onCancel={onClose}
          />
        </Stack>
      </form>
    </Drawer>
  );
}

interface FootProps {
  note: string | null;
  action: string;
  isBusy: boolean;
  onCancel(): void;
}

function Foot({ note, action, isBusy, onCancel }: FootProps) {
  const t = useTexts();
  return (
    <Group justify="flex-end" className={classes.foot}>
      <Text role="status" size="sm" c="dimmed" mr="auto">
        {note}
      </Text>
      <Button variant="default" onClick={onCancel}>
        {t("common.cancel")}
      </Button>
      <Button type="submit" loading={isBusy}>
        {action}
      </Button>
    </Group>
  );
}

interface InputProps {
  field: FormField;
  value: unknown;
  error: ReactNode;
  isFirst: boolean;
  onChange: (value: unknown) => void;
}

function Input({ field, value, error, isFirst, onChange }: InputProps) {
  const { kind = "text", label, choices, required = false, maxLength, hint, render } = field;
  if (render) return render({ value, onChange, error });
  const shared = { label, error, required, description: hint, ...(isFirst && { "data-autofocus": true }) };
  if (kind === "switch")
    return (
      <Switch
        label={label}
        description={hint}
        error={error}
        checked={Boolean(value)}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  if (kind === "choice")
    return (
      <Select
        {...shared}
        data={[...(choices ?? [])]}
        value={(value as string | undefined) ?? null}
        allowDeselect={false}
        onChange={onChange}
      />
    );
  if (kind === "number")
    return <NumberInput {...shared} min={0} allowDecimal={false} value={value as number} onChange={onChange} />;
  const text = {
    ...shared,
    maxLength,
    value: (value as string | undefined) ?? "",
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  return kind === "area" ? (
    <Textarea {...text} autosize minRows={3} />
  ) : (
    <TextInput {...text} type={kind} autoComplete={kind === "password" ? "new-password" : "off"} />
  );
}
