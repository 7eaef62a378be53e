import { useMemo } from "react";
import "../lib/later-texts.ts";
import type { Mentionable } from "../editor/mentions.ts";
import { useUser } from "../lib/session.ts";
import { locale, useTexts } from "../lib/texts.ts";
import { useColleagues } from "../tickets/people.ts";
import { personHint } from "../tickets/people-words.ts";

/** The users that a note can mention: all active ones but its author. A reply, which customers read, can mention nobody. */
export function useMentionable(isNote: boolean): readonly Mentionable[] | undefined {
  const t = useTexts();
  const me = useUser();
  const people = useColleagues();
  return useMemo(
    () =>
      isNote
        ? people
            .filter(({ id, is_active }) => is_active && id !== me.id)
            .map((person) => ({ id: person.id, name: person.full_name, hint: personHint(t, person) }))
        : undefined,
    [isNote, people, me.id, t],
  );
}

/** The names of the users that a text mentions. */
export function namesIn(html: string): string {
  if (!html.includes("data-mention")) return "";
  const { body } = new DOMParser().parseFromString(html, "text/html");
  const names = [...body.querySelectorAll("[data-mention]")].map((each) => each.textContent!.replace(/^@/, ""));
  return new Intl.ListFormat(locale()).format(new Set(names));
}
