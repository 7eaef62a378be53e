import { Stack } from "@mantine/core";
import { RecurrencesPart } from "../recurrences/RecurrencesPart.tsx";
import { TemplatesPart } from "../ticket-templates/TemplatesPart.tsx";

/** Ticket templates, and below them the recurring tickets that are created from them. */
export function TemplatesAndRecurring() {
  return (
    <Stack gap="xl">
      <TemplatesPart />
      <RecurrencesPart />
    </Stack>
  );
}
