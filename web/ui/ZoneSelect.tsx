import "../lib/later-texts.ts";
import { Select } from "@mantine/core";
import { useTexts } from "../lib/texts.ts";

interface Props {
  label: string;
  value: string;
  error?: string | null;
  required?: boolean;
  onChange(zone: string): void;
}

const ALL = Intl.supportedValuesOf("timeZone");

/** A time zone; the chosen one and that of the device come first. What is typed replaces the name of the chosen one. */
export function ZoneSelect({ value, onChange, ...rest }: Props) {
  const t = useTexts();
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <Select
      {...rest}
      searchable
      allowDeselect={false}
      limit={50}
      value={value}
      data={[...new Set([value, own, ...ALL])]}
      nothingFoundMessage={t("sla.noZone")}
      onFocus={({ currentTarget }) => currentTarget.select()}
      onChange={(zone) => zone && onChange(zone)}
    />
  );
}
