import "../lib/later-texts.ts";
import { Box, VisuallyHidden } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTexts } from "../lib/texts.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { SearchList } from "../ui/SearchList.tsx";
import { usePaletteEntries } from "./entries.ts";
import { PaletteRow } from "./PaletteRow.tsx";

const TYPING_MS = 120;

/** Finds tickets and people, and runs actions, by typing. `entries.ts` says where its entries come from. */
export function Palette({ onClose }: { onClose: () => void }) {
  const t = useTexts();
  const [text, setText] = useState("");
  const [settledText] = useDebouncedValue(text.trim(), TYPING_MS);
  const { groups, isSearching } = usePaletteEntries(text.trim(), settledText);
  const choices = groups.flatMap(({ label: group, entries }) =>
    entries.map((entry) => ({
      value: entry.id,
      label: entry.label,
      isRisky: entry.isRisky ?? false,
      group,
      look: <PaletteRow entry={entry} />,
      run: entry.run,
    })),
  );
  const run = (id: string) => {
    const choice = choices.find(({ value }) => value === id);
    onClose();
    // after the dialog has returned the focus, so that an action can move it
    if (choice) setTimeout(choice.run);
  };
  return (
    <Dialog
      onClose={onClose}
      withCloseButton={false}
      size={620}
      padding={0}
      yOffset="12dvh"
      centered={false}
      attributes={{ content: { "aria-label": t("shell.find") } }}
    >
      <SearchList
        label={t("palette.found")}
        placeholder={t("palette.hint")}
        text={text}
        onText={setText}
        choices={choices}
        isFound
        isLoading={isSearching}
        empty={isSearching ? t("common.loading") : t("palette.nothing", { text })}
        onPick={run}
        onClose={onClose}
      />
      <VisuallyHidden role="status">
        <Box component="span">{isSearching ? "" : t("palette.count", { count: choices.length })}</Box>
      </VisuallyHidden>
    </Dialog>
  );
}
