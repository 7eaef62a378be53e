import "../lib/later-texts.ts";
import { Button, Group, NumberInput, Select, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Refusal } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { SideSheet } from "../ui/Dialog.tsx";
import { errorText } from "../ui/notices.ts";
import { isStale, useFirstError } from "../ui/use-saving.ts";
import classes from "./records.module.css";

export interface FormField {
  name: string;
  label: string;
  kind?: "text" | "email" | "url" | "tel" | "area" | "number" | "switch" | "choice" | "password";
  choices?: readonly { value: string; label: string }[];
  required?: boolean;
  maxLength?: number;
  hint?: string;
  /** Hidden behind “More fields” in the form of a new record. */
  isMore?: boolean;
  /** A custom input instead of the usual one. */
  render?: (props: { value: unknown; onChange: (value: unknown) => void; error: ReactNode }) => ReactNode;
}

type Values = Record<string, unknown>;

interface Props {
  title: string;
  fields: readonly FormField[];
  /** The current values; empty for a new record. */
  values: Values;
  isNew?: boolean;
  /** Sends the changed values, with the headers that keep someone else's change from being overwritten unseen. */
  save: (changes: Values, headers: Record<string, string>) => Promise<unknown>;
  onClose: () => void;
  /** The label of the button that saves; “Save” by default. */
  action?: string;
}

type Save = (headers: Record<string, string>) => Promise<unknown>;

/** Saves a record. Someone else's newer values are replaced only if the user saves once more. */
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
export function RecordForm({ title, fields: all, values, isNew = false, save, onClose, action }: Props) {
  const t = useTexts();
  const [changes, setChanges] = useState<Values>({});
  const [sentValues, setSentValues] = useState<Values>({});
  const saving = useSavingOf(values, (headers) => save(changes, headers), onClose);
  const form = useFirstError<HTMLFormElement>(saving.error);
  const refusal = saving.error instanceof Refusal ? saving.error : null;
  const isChanged = Object.entries(changes).some(([name, value]) => (value ?? "") !== (values[name] ?? ""));
  // a click outside or a key does not discard the text; the drawer has buttons to close it
  const [hasTried, setTried] = useState(false);
  const [hasMore, setMore] = useState(!isNew);
  // a field with an error is never hidden
  const fields = all.filter(({ isMore, name }) => hasMore || !isMore || refusal?.field(name));
  const isKnown = fields.some(({ name }) => refusal?.field(name));
  const firstInput = fields.findIndex(({ render }) => !render);
  return (
    <SideSheet
      onClose={onClose}
      closeOnClickOutside={!isChanged}
      closeOnEscape={!isChanged}
      overlayProps={{ onClick: () => setTried(true) }}
      onKeyDown={({ key }) => key === "Escape" && setTried(true)}
      size="md"
      title={title}
      classNames={{ content: classes.form, body: classes.formBody }}
    >
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setSentValues(changes);
          saving.mutate();
        }}
      >
        <Stack>
          {saving.error && !isKnown && <Problem error={saving.error} />}
          {fields.map((field, at) => (
            <Input
              key={field.name}
              field={field}
              isFirst={at === firstInput}
              value={field.name in changes ? changes[field.name] : values[field.name]}
              error={sentValues[field.name] === changes[field.name] ? refusal?.field(field.name) : null}
              onChange={(value) => setChanges((before) => ({ ...before, [field.name]: value }))}
            />
          ))}
          {fields.length < all.length && <MoreButton onClick={() => setMore(true)} />}
          <Foot
            note={isChanged && hasTried ? t("items.unsavedChanges") : null}
            action={action ?? t("common.save")}
            isBusy={saving.isPending}
            onCancel={onClose}
          />
        </Stack>
      </form>
    </SideSheet>
  );
}

function Problem({ error }: { error: Error }) {
  const t = useTexts();
  return (
    <div role="alert" style={{ color: "var(--late)" }}>
      {isStale(error) ? t("items.changedMeanwhile") : errorText(error)}
    </div>
  );
}

function MoreButton({ onClick }: { onClick(): void }) {
  const t = useTexts();
  return (
    <Button variant="subtle" mr="auto" leftSection={<IconPlus size={16} aria-hidden />} onClick={onClick}>
      {t("items.moreFields")}
    </Button>
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
  const inputProps = { label, error, required, description: hint, ...(isFirst && { "data-autofocus": true }) };
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
        {...inputProps}
        data={[...(choices ?? [])]}
        value={(value as string | undefined) ?? null}
        allowDeselect={false}
        onChange={onChange}
      />
    );
  if (kind === "number")
    return <NumberInput {...inputProps} min={0} allowDecimal={false} value={value as number} onChange={onChange} />;
  const text = {
    ...inputProps,
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
