import type { ComboboxItem, OptionsFilter } from "@mantine/core";
import { matching } from "../lib/matching.ts";
import { useTexts } from "../lib/texts.ts";

const filter: OptionsFilter = ({ options, search, limit }) =>
  matching(options as ComboboxItem[], search).slice(0, limit);

/**
 * Lets users search in Mantine's `Select` and `MultiSelect` as in the pickers: the best match comes first, Enter takes it, and
 * a message says that nothing matches. Typing replaces the name of the chosen value.
 */
export function useSearchable() {
  const t = useTexts();
  return {
    searchable: true,
    selectFirstOptionOnChange: true,
    filter,
    nothingFoundMessage: t("common.nothingFound"),
    onFocus: ({ currentTarget }: { currentTarget: HTMLInputElement }) => currentTarget.select(),
  };
}
