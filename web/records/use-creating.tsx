import "../lib/later-texts.ts";
import { IconPlus } from "@tabler/icons-react";
import { useTexts } from "../lib/texts.ts";
import type { Choice } from "../ui/use-picking.ts";

const NEW = "new";

/** The last choice of a picker, which creates a record with the typed name. None if that is not offered or nothing is typed. */
export function useCreating(
  text: string,
  what: "company" | "contact" | "zone",
  onCreate: ((name: string) => void) | undefined,
) {
  const t = useTexts();
  const name = text.trim();
  const more: Choice[] | undefined =
    onCreate && name && what !== "zone"
      ? [{ value: NEW, label: t(`creating.${what}`, { name }), icon: <IconPlus size={16} aria-hidden /> }]
      : undefined;
  return {
    more,
    /** Whether this is the choice that creates one; if so, creates it. */
    isMeant(value: string | null): boolean {
      if (value !== NEW) return false;
      onCreate?.(name);
      return true;
    },
  };
}
