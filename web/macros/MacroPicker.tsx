import "../lib/later-texts.ts";
import { useQuery } from "@tanstack/react-query";
import { useTexts } from "../lib/texts.ts";
import { type ListedMacro, macrosQuery, recentFirst } from "./macro-queries.ts";
import { PickDialog } from "./PickDialog.tsx";

interface Props {
  /** The words in the search field. */
  text: string;
  onText(text: string): void;
  onChosen(macro: ListedMacro, inputs: Record<string, string>): Promise<void>;
  /** `typed`: the words in the search field. */
  onClose(text: string): void;
}

/** Finds a macro; those that this user applied last come first. */
export function MacroPicker(props: Props) {
  const t = useTexts();
  const { data: macros, error } = useQuery(macrosQuery);
  const emptyText = (text: string) => {
    if (error) return t("macros.notLoaded");
    if (!macros) return t("common.loading");
    return text ? t("macros.noMatch", { text }) : t("macros.none");
  };
  return (
    <PickDialog
      label={t("macros.pick")}
      placeholder={t("macros.search")}
      items={macros && recentFirst(macros)}
      emptyText={emptyText}
      {...props}
    />
  );
}
