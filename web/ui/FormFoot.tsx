import "../lib/later-texts.ts";
import { Button, Select, Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTexts } from "../lib/texts.ts";
import { DialogFoot } from "./DialogFoot.tsx";
import { tip } from "./tip.ts";
import { useSearchable } from "./use-searchable.ts";

/** The error of a form that belongs to none of its fields. */
export function FormProblem({ children }: { children?: string | null }) {
  if (!children) return null;
  return (
    <Text role="alert" size="sm" c="var(--late)">
      {children}
    </Text>
  );
}

/** The buttons of a form: cancel and save. */
export function SaveFoot({
  isSaving,
  disabled,
  onCancel,
}: {
  isSaving: boolean;
  disabled?: boolean;
  onCancel(): void;
}) {
  const t = useTexts();
  const button = useRef<HTMLButtonElement>(null);
  // Enter alone adds a line to a text, and picks from a list
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { form, disabled } = button.current!;
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !form || disabled) return;
      // a button that has done its part and is gone leaves the focus to the page
      if (event.target !== document.body && !form.contains(event.target as Node)) return;
      event.preventDefault();
      event.stopPropagation();
      form.requestSubmit(button.current);
    };
    document.addEventListener("keydown", onKey, { capture: true });
    return () => document.removeEventListener("keydown", onKey, { capture: true });
  }, []);
  return (
    <DialogFoot onCancel={onCancel}>
      <Button
        ref={button}
        type="submit"
        loading={isSaving}
        disabled={disabled}
        {...tip(t("common.save"), "$mod+Enter")}
      >
        {t("common.save")}
      </Button>
    </DialogFoot>
  );
}

interface ZoneProps {
  label: string;
  value: string;
  error?: string | null;
  required?: boolean;
  onChange(zone: string): void;
}

const ZONES = Intl.supportedValuesOf("timeZone");

/** A time zone. The chosen one and the device's come first; typing replaces the name of the chosen one. */
export function ZoneSelect({ value, onChange, ...rest }: ZoneProps) {
  const t = useTexts();
  const searchable = useSearchable();
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <Select
      {...rest}
      {...searchable}
      allowDeselect={false}
      limit={50}
      value={value}
      data={[...new Set([value, own, ...ZONES])]}
      nothingFoundMessage={t("sla.noZone")}
      onChange={(zone) => zone && onChange(zone)}
    />
  );
}
