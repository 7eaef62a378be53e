import "../lib/later-texts.ts";
import { Box, Combobox, TextInput, useCombobox, VisuallyHidden } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useTexts } from "../lib/texts.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { usePicking } from "../ui/use-picking.ts";
import { usePaletteEntries } from "./entries.ts";
import classes from "./Palette.module.css";
import { PaletteRow } from "./PaletteRow.tsx";

const TYPING_MS = 120;

const SEARCH = {
  size: "lg",
  variant: "unstyled",
  px: "md",
  leftSection: <IconSearch size={20} aria-hidden />,
  leftSectionWidth: 44,
  className: classes.search,
} as const;

/** Finds tickets and people, and runs actions, by typing. `entries.ts` says where its entries come from. */
export function Palette({ onClose }: { onClose: () => void }) {
  const t = useTexts();
  const [text, setText] = useState("");
  const [settledText] = useDebouncedValue(text.trim(), TYPING_MS);
  const { groups, isSearching } = usePaletteEntries(text.trim(), settledText);
  const combobox = useCombobox({ opened: true });
  const entries = groups.flatMap(({ entries }) => entries);
  const run = (id: string) => {
    const entry = entries.find((each) => each.id === id);
    onClose();
    // after the dialog has returned the focus, so that an action can move it
    if (entry) setTimeout(entry.run);
  };
  const { idOf, keys } = usePicking({
    combobox,
    choices: entries.map(({ id, label, isRisky = false }) => ({ value: id, label, isRisky })),
    text,
    isOpen: true,
    isFound: "in order",
    isStale: isSearching,
    take: run,
  });
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
      <Combobox store={combobox} onOptionSubmit={run}>
        <Combobox.EventsTarget withExpandedAttribute>
          <TextInput
            data-autofocus
            {...SEARCH}
            placeholder={t("palette.hint")}
            aria-label={t("palette.hint")}
            value={text}
            {...keys}
            onChange={(event) => {
              combobox.resetSelectedOption();
              setText(event.currentTarget.value);
            }}
            // otherwise the list of options would handle Escape
            onKeyDownCapture={(event) => event.key === "Escape" && onClose()}
          />
        </Combobox.EventsTarget>
        <Results groups={groups} idOf={idOf} isSearching={isSearching} text={text} />
      </Combobox>
      <VisuallyHidden role="status">
        <Box component="span">{isSearching ? "" : t("palette.count", { count: entries.length })}</Box>
      </VisuallyHidden>
    </Dialog>
  );
}

interface ResultsProps {
  groups: ReturnType<typeof usePaletteEntries>["groups"];
  idOf(id: string): string;
  isSearching: boolean;
  text: string;
}

function Results({ groups, idOf, isSearching, text }: ResultsProps) {
  const t = useTexts();
  return (
    <Combobox.Options className={classes.list} aria-label={t("palette.found")} aria-busy={isSearching}>
      {groups.map(({ label, entries }) => (
        <Combobox.Group key={label} label={label}>
          {entries.map((entry) => (
            <Combobox.Option key={entry.id} id={idOf(entry.id)} value={entry.id} className={classes.option}>
              <PaletteRow entry={entry} />
            </Combobox.Option>
          ))}
        </Combobox.Group>
      ))}
      {groups.length === 0 && (
        <Combobox.Empty>{isSearching ? t("common.loading") : t("palette.nothing", { text })}</Combobox.Empty>
      )}
    </Combobox.Options>
  );
}
