import "../lib/later-texts.ts";
import { Pill } from "@mantine/core";
import { useId } from "react";
import { useStorePart } from "../lib/store.ts";
import { useTexts } from "../lib/texts.ts";
import { useColleagues } from "../tickets/people.ts";
import { changeWord } from "../tickets/rule-words.ts";
import css from "./CarriedChanges.module.css";
import { type Changes, type OneChange, oneByOne, withoutChange } from "./carried-changes.ts";
import type { ReplyDraft } from "./reply-draft.ts";

/** The changes to the ticket that are made when the draft is sent. Each can be removed. */
export function CarriedChanges({ draft }: { draft: ReplyDraft }) {
  const changes = useStorePart(draft.now, ({ changes }) => changes);
  return (
    <ChangeChips
      changes={changes}
      onRemove={(change) => draft.change({ changes: withoutChange(draft.now.get().changes, change) })}
    />
  );
}

/** The changes that go with a reply, in words. */
export function ChangeChips({ changes, onRemove }: { changes: Changes; onRemove?: (change: OneChange) => void }) {
  const t = useTexts();
  const people = useColleagues();
  const label = useId();
  const chips = oneByOne(changes);
  if (chips.length === 0) return null;
  const person = (id: string) => people.find((each) => each.id === id)?.full_name ?? t("events.somebody");
  return (
    <div className={css.changes}>
      <span id={label}>{t("macros.changesOnSend")}</span>
      <ul aria-labelledby={label}>
        {chips.map((change) => {
          const words = changeWord(t, person, change.name, change.value);
          return (
            <li key={words}>
              <Pill
                withRemoveButton={onRemove !== undefined}
                removeButtonProps={{
                  "aria-label": t("macros.removeChange", { change: words }),
                  "aria-hidden": false,
                  tabIndex: 0,
                }}
                onRemove={() => onRemove?.(change)}
              >
                {words}
              </Pill>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
