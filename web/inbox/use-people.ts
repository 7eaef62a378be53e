import { useQuery } from "@tanstack/react-query";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { colleaguesQuery } from "../tickets/people.ts";
import { personHint } from "../tickets/people-words.ts";
import type { Choice } from "../ui/use-picking.ts";

/** The people to choose from. `isForAll`: by name only, because "me" means someone else for each user. */
export function usePeople({ withNobody, isForAll = false }: { withNobody: boolean; isForAll?: boolean }): Choice[] {
  const t = useTexts();
  const me = useUser();
  const { data } = useQuery(colleaguesQuery);
  const others = (data ?? []).filter(({ id, is_active }) => is_active && (isForAll || id !== me.id));
  return [
    ...(isForAll ? [] : [{ value: "me", label: t("inbox.me"), hint: me.full_name }]),
    ...(withNobody ? [{ value: "none", label: t("inbox.nobody") }] : []),
    ...others.map((person) => ({ value: person.id, label: person.full_name, hint: personHint(t, person) })),
  ];
}
