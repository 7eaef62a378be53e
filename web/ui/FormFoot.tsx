import { Button, Text } from "@mantine/core";
import { useTexts } from "../lib/texts.ts";
import { DialogFoot } from "./DialogFoot.tsx";

/** The error of a form that belongs to none of its fields. */
export function FormProblem({ children }: { children?: string | null }) {
  if (!children) return null;
  return (
    <Text role="alert" size="sm" c="var(--late)">
      {children}
    </Text>
  );
}

/** The end of a form: to cancel, and to save. */
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
  return (
    <DialogFoot onCancel={onCancel}>
      <Button type="submit" loading={isSaving} disabled={disabled}>
        {t("common.save")}
      </Button>
    </DialogFoot>
  );
}
