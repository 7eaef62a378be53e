import "../lib/later-texts.ts";
import { Checkbox } from "@mantine/core";
import { useState } from "react";
import { type FieldDescription, TICKET_FIELDS } from "../../wire/ticket-fields.ts";
import { PRIORITIES, STATUSES } from "../../wire/ticket-words.ts";
import { useUser } from "../lib/session.ts";
import { type Translate, useTexts } from "../lib/texts.ts";
import { type InboxRow, knownRow } from "../rows/rows.ts";
import { choiceWord } from "../tickets/choice-words.ts";
import { PriorityMark } from "../tickets/PriorityMark.tsx";
import { StatusMark } from "../tickets/StatusMark.tsx";
import { synonymsOf } from "../tickets/synonyms.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { loadLate } from "../ui/load-late.tsx";
import { Picker } from "../ui/Picker.tsx";
import type { Choice } from "../ui/use-picking.ts";
import { assignment, type BulkChanges, changeTickets } from "./change-tickets.ts";
import { commonValue } from "./common-value.ts";
import { endPendingChange } from "./end-change.ts";
import { changeLabel } from "./labels.ts";
import type { PendingChange } from "./pending-change.ts";
import { ReviewEmails } from "./ReviewEmails.tsx";
import { keepChosen } from "./selection.ts";
import { tagsOf, useKnownTags } from "./tags.ts";
import { usePeople } from "./use-people.ts";

interface Change extends Choice {
  changes: BulkChanges;
  names?: Partial<InboxRow>;
}

const MacroDialog = loadLate(async () => (await import("./MacroDialog.tsx")).MacroDialog);

/** Asks what to do with the tickets. */
export function ChangeDialog({ pending }: { pending: PendingChange }) {
  return pending.kind === "macro" ? <MacroDialog pending={pending} /> : <ValueDialog pending={pending} />;
}

/** Asks for the new value; one letter, a few more, Enter. If people are to be notified, it first says of how much. */
function ValueDialog({ pending }: { pending: PendingChange }) {
  const t = useTexts();
  const [text, setText] = useState("");
  const user = useUser();
  const choices = useChoices(pending, text);
  const { kind, target } = pending;
  const value = commonValue(kind, "ids" in target ? target.ids.map(knownRow) : [], user.id);
  const [notifies, setNotifies] = useState(false);
  const [pickedChoice, setPickedChoice] = useState<Change | null>(null);
  const change = (choice: Change) => {
    endPendingChange();
    if (choice.value === value) return;
    keepChosen();
    void changeTickets(pending.target, choice.changes, choice.names, notifies);
  };
  const pick = (value: string) => {
    const choice = choices.find((each) => each.value === value)!;
    if (notifies) setPickedChoice(choice);
    else change(choice);
  };
  if (pickedChoice)
    return (
      <ReviewEmails
        title={`${pickedChoice.label} · ${t("bulkOutcome.tickets", { count: pending.count })}`}
        change={{ ...pending.target, changes: { ...pickedChoice.changes } }}
        onConfirm={() => change(pickedChoice)}
        onClose={endPendingChange}
      />
    );
  return (
    <Dialog
      onClose={endPendingChange}
      title={`${changeLabel(t, pending.kind)} · ${t("bulkOutcome.tickets", { count: pending.count })}`}
      size="sm"
      padding={0}
      yOffset="12vh"
      centered={false}
      transitionProps={{ duration: 0 }}
      styles={{ header: { padding: "8px 8px 4px 12px", minHeight: 0 }, title: { fontSize: 13, fontWeight: 600 } }}
    >
      <Picker
        label={changeLabel(t, pending.kind)}
        choices={choices}
        chosen={value}
        onPick={pick}
        onSearch={setText}
        onEscape={endPendingChange}
      />
      <NotifyChoice isChosen={notifies} onChange={setNotifies} />
    </Dialog>
  );
}

function NotifyChoice({ isChosen, onChange }: { isChosen: boolean; onChange(isChosen: boolean): void }) {
  const t = useTexts();
  return (
    <Checkbox
      size="xs"
      p="8px 12px 12px"
      label={t("bulkOutcome.notify")}
      description={t("bulkOutcome.notifyOff")}
      checked={isChosen}
      onChange={({ currentTarget: { checked } }) => onChange(checked)}
    />
  );
}

function useChoices({ kind, target }: PendingChange, text: string): Change[] {
  const t = useTexts();
  const me = useUser();
  const people = usePeople({ withNobody: true });
  const tags = useKnownTags();
  if (kind === "status")
    return STATUSES.map((status) => ({
      value: status,
      label: t(`statuses.${status}`),
      icon: <Bare>{<StatusMark status={status} isBare />}</Bare>,
      changes: { status },
    }));
  if (kind === "priority")
    return PRIORITIES.toReversed().map((priority) => ({
      value: priority,
      label: t(`priorities.${priority}`),
      icon: <Bare>{<PriorityMark priority={priority} isBare />}</Bare>,
      changes: { priority },
    }));
  if (kind === "assignee")
    return people.map((person) => {
      const id = person.value === "me" ? me.id : person.value === "none" ? null : person.value;
      const name = id === me.id ? me.full_name : id ? person.label : null;
      return { ...person, changes: assignment(id), names: { assigned_to_name: name } };
    });
  if (kind !== "tags") return choicesOf(t, kind === "team" ? "assigned_team" : (kind as "category"));
  const there = new Set("ids" in target ? target.ids.flatMap((id) => tagsOf(knownRow(id)?.tags ?? "")) : tags);
  const entry = text.trim().replaceAll(",", " ");
  const addable = [...new Set([...(entry ? [entry] : []), ...tags])];
  return [
    ...addable.map((tag) => ({ value: `+${tag}`, label: t("items.addTag", { tag }), changes: { add_tags: [tag] } })),
    ...[...there].map((tag) => ({
      value: `-${tag}`,
      label: t("items.removeTag", { tag }),
      changes: { remove_tags: [tag] },
    })),
  ];
}

function choicesOf(t: Translate, field: "assigned_team" | "category"): Change[] {
  const { choices = [], isOptional }: FieldDescription = TICKET_FIELDS[field];
  return [...(isOptional ? [""] : []), ...choices].map((word) => ({
    value: word || "none",
    label: choiceWord(t, field, word) || t(field === "assigned_team" ? "inbox.noTeam" : "common.none"),
    synonyms: synonymsOf(t, field, word),
    changes: { [field]: word },
  }));
}

const Bare = ({ children }: { children: React.ReactNode }) => (
  <span aria-hidden style={{ display: "flex" }}>
    {children}
  </span>
);
