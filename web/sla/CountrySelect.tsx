import "../lib/later-texts.ts";
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTexts } from "../lib/texts.ts";
import { useSearchable } from "../ui/use-searchable.ts";
import { holidaysQuery } from "./sla-queries.ts";

interface Props {
  value: string;
  onChange(country: string): void;
}

/** The country of office hours, which says more than one thing at once. */
export function CountrySelect({ value, onChange }: Props) {
  const t = useTexts();
  const searchable = useSearchable();
  const { countries = [] } = useQuery(holidaysQuery("", "", String(new Date().getFullYear()))).data ?? {};
  return (
    <Select
      label={t("sla.days.country")}
      description={t("sla.days.countryAbout")}
      inputWrapperOrder={["label", "input", "description", "error"]}
      placeholder={t("sla.days.chooseCountry")}
      data={countries.map(({ code, name }) => ({ value: code, label: name }))}
      value={value || null}
      {...searchable}
      allowDeselect={false}
      limit={50}
      onChange={(country) => country && onChange(country)}
    />
  );
}
