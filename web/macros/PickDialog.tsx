import "../lib/later-texts.ts";
import { type ReactNode, useRef, useState } from "react";
import type { MacroInput, MacroScope } from "../../wire/macro-words.ts";
import { languageName } from "../lib/language-names.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { SearchList } from "../ui/SearchList.tsx";
import { MacroInputs } from "./MacroInputs.tsx";
import { useAudience } from "./use-audience.ts";

interface Pickable {
  id: string;
  name: string;
  folder: string;
  scope: MacroScope;
  team: string;
  inputs: readonly MacroInput[];
  /** The languages of its texts; named if there are several. */
  languages?: readonly string[];
  /** The beginning of its text. */
  excerpt?: string;
}

interface Props<Item> {
  label: string;
  placeholder: string;
  /** Undefined until they are loaded. */
  items: readonly Item[] | undefined;
  /** The message if nothing matches the text. */
  emptyText(text: string): string;
  /** The words in the search field. */
  text: string;
  onText(text: string): void;
  /** Shown below the list. */
  foot?: ReactNode;
  onChosen(item: Item, inputs: Record<string, string>): Promise<void>;
  /** `typed`: the words in the search field. */
  onClose(text: string): void;
}

/** Finds a macro or a ticket template by its name or folder, and asks for its inputs. */
export function PickDialog<Item extends Pickable>({ label, text, onText, onChosen, onClose, ...list }: Props<Item>) {
  const [itemWithInputs, setItemWithInputs] = useState<Item | null>(null);
  const isTaken = useRef(false);
  // a second Enter while the first one is being handled
  const take = async (item: Item, inputs: Record<string, string>) => {
    if (isTaken.current) return;
    isTaken.current = true;
    await onChosen(item, inputs).finally(() => (isTaken.current = false));
  };
  return (
    <Dialog
      onClose={() => onClose(itemWithInputs ? "" : text)}
      title={itemWithInputs?.name}
      withCloseButton={itemWithInputs !== null}
      size={560}
      padding={itemWithInputs ? "md" : 0}
      yOffset="12dvh"
      centered={false}
      attributes={{ content: { "aria-label": itemWithInputs?.name ?? label } }}
    >
      {itemWithInputs ? (
        <MacroInputs macro={itemWithInputs} onDone={(inputs) => take(itemWithInputs, inputs)} />
      ) : (
        <Search
          label={label}
          {...list}
          text={text}
          onText={onText}
          onClose={() => onClose(text)}
          onPick={(item) => (item.inputs.length > 0 ? setItemWithInputs(item) : void take(item, {}))}
        />
      )}
    </Dialog>
  );
}

interface SearchProps<Item> extends Omit<Props<Item>, "onChosen" | "onClose"> {
  onPick(item: Item): void;
  onClose(): void;
}

function Search<Item extends Pickable>({ items, emptyText, foot, onPick, ...rest }: SearchProps<Item>) {
  const audience = useAudience();
  const wordsBeside = ({ folder, scope, team, languages = [] }: Item) =>
    [
      folder.replaceAll("/", " › "),
      scope !== "shared" && audience({ scope, team }),
      languages.length > 1 && languages.map(languageName).join(", "),
    ]
      .filter(Boolean)
      .join(" · ");
  return (
    <>
      <SearchList
        {...rest}
        choices={(items ?? []).map((item) => ({
          value: item.id,
          label: item.name,
          hint: [item.folder, item.team, item.excerpt].join(" "),
          beside: wordsBeside(item),
          detail: item.excerpt,
        }))}
        isLoading={!items}
        empty={emptyText(rest.text)}
        onPick={(id) => onPick(items!.find((each) => each.id === id)!)}
      />
      {foot}
    </>
  );
}
