import "../lib/later-texts.ts";
import { Combobox, Modal, TextInput, useCombobox } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { type Translate, useTexts } from "../lib/texts.ts";
import { usePicking } from "../ui/use-picking.ts";
import { MacroInputs } from "./MacroInputs.tsx";
import css from "./MacroPicker.module.css";
import { type ListedMacro, macrosQuery } from "./macro-queries.ts";

interface Props {
  onChosen(macro: ListedMacro, inputs: Record<string, string>): Promise<void>;
  /** `typed`: what stood in the search. */
  onClose(typed: string): void;
}

/** Finds a macro by its name or folder, and asks for its inputs. */
export function MacroPicker({ onChosen, onClose }: Props) {
  const t = useTexts();
  const [text, setText] = useState("");
  const [asked, setAsked] = useState<ListedMacro | null>(null);
  return (
    <Modal
      opened
      onClose={() => onClose(asked ? "" : text)}
      title={asked?.name}
      withCloseButton={asked !== null}
      closeButtonProps={{ "aria-label": t("common.close") }}
      size={560}
      padding={asked ? "md" : 0}
      yOffset="12dvh"
      centered={false}
      attributes={{ content: { "aria-label": asked?.name ?? t("macros.pick") } }}
    >
      {asked ? (
        <MacroInputs macro={asked} onDone={(inputs) => onChosen(asked, inputs)} />
      ) : (
        <MacroSearch
          text={text}
          onText={setText}
          onClose={() => onClose(text)}
          onPick={(macro) => (macro.inputs.length > 0 ? setAsked(macro) : void onChosen(macro, {}))}
        />
      )}
    </Modal>
  );
}

interface SearchProps {
  text: string;
  onText(text: string): void;
  onPick(macro: ListedMacro): void;
  onClose(): void;
}

function MacroSearch({ text, onText, onPick, onClose }: SearchProps) {
  const t = useTexts();
  const { data: macros, error } = useQuery(macrosQuery);
  const combobox = useCombobox({ opened: true });
  // the ones that were applied last come first
  const choices = useMemo(
    () =>
      (macros ?? [])
        .toSorted((one, other) => (other.last_used_at ?? "").localeCompare(one.last_used_at ?? ""))
        .map(({ id, name, folder, team }) => ({ value: id, label: name, hint: [folder, team].join(" ") })),
    [macros],
  );
  const take = (id: string) => {
    const macro = macros?.find((each) => each.id === id);
    if (macro) onPick(macro);
  };
  const { listed, idOf, keys } = usePicking({ combobox, choices, text, isOpen: true, isStale: !macros, take });
  return (
    <Combobox store={combobox} onOptionSubmit={take}>
      <Combobox.EventsTarget withExpandedAttribute>
        <TextInput
          data-autofocus
          size="lg"
          variant="unstyled"
          px="md"
          leftSection={<IconSearch size={20} aria-hidden />}
          leftSectionWidth={44}
          placeholder={t("macros.search")}
          aria-label={t("macros.search")}
          value={text}
          {...keys}
          onChange={(event) => {
            combobox.resetSelectedOption();
            onText(event.currentTarget.value);
          }}
          // the list of options would keep Escape to itself
          onKeyDownCapture={(event) => event.key === "Escape" && onClose()}
          className={css.search}
        />
      </Combobox.EventsTarget>
      <Combobox.Options className={css.list} aria-label={t("macros.pick")} aria-busy={!macros}>
        {listed.map(({ value, label }) => (
          <Combobox.Option key={value} id={idOf(value)} value={value} className={css.option}>
            <span className={css.name} dir="auto">
              {label}
            </span>
            <span className={css.hint}>{hintOf(t, macros!.find(({ id }) => id === value)!)}</span>
          </Combobox.Option>
        ))}
        {listed.length === 0 && <Combobox.Empty>{emptyText(t, { text, macros, error })}</Combobox.Empty>}
      </Combobox.Options>
    </Combobox>
  );
}

/** The folder, and who may use the macro unless everyone may. */
function hintOf(t: Translate, { folder, scope, team }: ListedMacro): string {
  const users = scope === "own" ? t("macros.onlyYou") : scope === "team" ? t(`roles.${team as "Tech"}`) : "";
  return [folder.replaceAll("/", " › "), users].filter(Boolean).join(" · ");
}

function emptyText(t: Translate, { text, macros, error }: { text: string; macros: unknown; error: unknown }): string {
  if (error) return t("macros.notLoaded");
  if (!macros) return t("common.loading");
  return text ? t("macros.noMatch", { text }) : t("macros.none");
}
