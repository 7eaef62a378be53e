import { Box, Combobox, Modal, TextInput, useCombobox, VisuallyHidden } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useTexts } from "../lib/texts.ts";
import { usePicking } from "../ui/use-picking.ts";
import { usePaletteEntries } from "./entries.ts";
import classes from "./Palette.module.css";
import { PaletteRow } from "./PaletteRow.tsx";

const TYPING_MS = 120;

/** Finds tickets and people, and runs whatever can be done here, by typing. */
export function Palette({ onClose }: { onClose: () => void }) {
  const t = useTexts();
  const [text, setText] = useState("");
  const [asked] = useDebouncedValue(text.trim(), TYPING_MS);
  const { groups, isSearching } = usePaletteEntries(text.trim(), asked);
  const combobox = useCombobox({ opened: true });
  const entries = groups.flatMap(({ entries }) => entries);
  const run = (id: string) => {
    const entry = entries.find((each) => each.id === id);
    onClose();
    // after the dialog has given the focus back, so that an action may move it
    if (entry) setTimeout(entry.run);
  };
  const { idOf, keys } = usePicking({
    combobox,
    choices: entries.map(({ id, label }) => ({ value: id, label })),
    text,
    isOpen: true,
    isFound: "in order",
    isStale: isSearching,
    take: run,
  });
  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      size={620}
      padding={0}
      yOffset="12dvh"
      centered={false}
      attributes={{ content: { "aria-label": t("palette.open") } }}
    >
      <Combobox store={combobox} onOptionSubmit={run}>
        <Combobox.EventsTarget withExpandedAttribute>
          <TextInput
            data-autofocus
            size="lg"
            variant="unstyled"
            px="md"
            leftSection={<IconSearch size={20} aria-hidden />}
            leftSectionWidth={44}
            placeholder={t("palette.hint")}
            aria-label={t("palette.hint")}
            value={text}
            {...keys}
            onChange={(event) => {
              combobox.resetSelectedOption();
              setText(event.currentTarget.value);
            }}
            // the list of options would keep Escape to itself
            onKeyDownCapture={(event) => event.key === "Escape" && onClose()}
            className={classes.search}
          />
        </Combobox.EventsTarget>
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
          {entries.length === 0 && (
            <Combobox.Empty>{isSearching ? t("common.loading") : t("palette.nothing", { text })}</Combobox.Empty>
          )}
        </Combobox.Options>
      </Combobox>
      <VisuallyHidden role="status">
        <Box component="span">{isSearching ? "" : t("palette.count", { count: entries.length })}</Box>
      </VisuallyHidden>
    </Modal>
  );
}
