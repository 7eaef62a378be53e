import "../lib/later-texts.ts";
import { Alert, Button, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { useTexts } from "../lib/texts.ts";
import { numberOf } from "../lib/time.ts";
import { MacroPicker } from "../macros/MacroPicker.tsx";
import type { ListedMacro } from "../macros/macro-queries.ts";
import { ChangeChips } from "../replies/CarriedChanges.tsx";
import { CleanHtml } from "../ui/CleanHtml.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import { applyMacro } from "./apply-macro.ts";
import { type Target, withoutTickets } from "./change-tickets.ts";
import { endPendingChange } from "./end-change.ts";
import css from "./MacroDialog.module.css";
import type { PendingChange } from "./pending-change.ts";
import { EmailCount } from "./ReviewEmails.tsx";
import { keepChosen } from "./selection.ts";

type Preview = AnswerOf<"POST", "/macros/{id}/preview/">;
interface MacroChoice {
  macro: ListedMacro;
  inputs: Record<string, string>;
}

/** Applies a macro to many tickets after a preview in the first of them. */
export function MacroDialog({ pending }: { pending: PendingChange }) {
  const [choice, setChoice] = useState<MacroChoice | null>(null);
  const [text, setText] = useState("");
  if (!choice)
    return (
      <MacroPicker
        text={text}
        onText={setText}
        onClose={endPendingChange}
        onChosen={async (macro, inputs) => {
          setChoice({ macro, inputs });
        }}
      />
    );
  return <Review chosen={choice} first={pending.target} onClose={endPendingChange} />;
}

/** The preview of the macro, the tickets in which a blank stays open, and the button that applies it. */
function Review({ chosen, first, onClose }: { chosen: MacroChoice; first: Target; onClose(): void }) {
  const t = useTexts();
  const { macro, inputs } = chosen;
  const [target, setTarget] = useState(first);
  const [isNote, setNote] = useState(macro.is_internal);
  const [isBusy, setBusy] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ["macro-preview", macro.id, target, inputs],
    queryFn: ({ signal }) =>
      api.post("/macros/{id}/preview/", { ...target, inputs }, { path: { id: macro.id }, signal }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const apply = async () => {
    setBusy(true);
    const isStarted = await applyMacro(target, { macro: macro.id, inputs, is_internal: isNote });
    setBusy(false);
    if (!isStarted) return;
    keepChosen();
    onClose();
  };
  return (
    <Dialog onClose={onClose} title={macro.name} size="lg">
      {error ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : !data ? (
        <LoadingLines lines={4} />
      ) : (
        <Stack>
          {data.previews.length > 0 && !macro.is_internal && <KindOfText isNote={isNote} onChange={setNote} />}
          <Previews data={data} isNote={isNote} />
          <OpenBlanks data={data} onLeaveOut={(ids) => setTarget(withoutTickets(target, ids))} />
          <EmailCount change={{ ...target, macro: macro.id, inputs, is_internal: isNote }} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button
              data-autofocus
              loading={isBusy}
              disabled={data.blank_count > 0 || data.count === 0}
              onClick={() => void apply()}
            >
              {t("macros.applyTo", { count: data.count, shown: numberOf(data.count) })}
            </Button>
          </Group>
        </Stack>
      )}
    </Dialog>
  );
}

function KindOfText({ isNote, onChange }: { isNote: boolean; onChange(isNote: boolean): void }) {
  const t = useTexts();
  return (
    <SegmentedControl
      size="xs"
      style={{ alignSelf: "flex-start" }}
      aria-label={t("replies.kind")}
      value={isNote ? "note" : "reply"}
      onChange={(value) => onChange(value === "note")}
      data={[
        { value: "reply", label: t("replies.reply") },
        { value: "note", label: t("ticket.note") },
      ]}
    />
  );
}

function Previews({ data, isNote }: { data: Preview; isNote: boolean }) {
  const t = useTexts();
  return (
    <>
      {data.previews.length > 0 && (
        <Text size="sm" c="dimmed">
          {t("macros.previewOf", { count: data.previews.length, total: numberOf(data.count) })}
        </Text>
      )}
      {data.previews.map(({ ticket, ticket_number, subject, text }) => (
        <article key={ticket} className={css.preview} data-note={isNote || undefined} aria-label={ticket_number}>
          <header dir="auto">
            <b>{ticket_number}</b> {subject}
          </header>
          <CleanHtml text={text} />
        </article>
      ))}
      <ChangeChips changes={data.changes} />
    </>
  );
}

/** The tickets in whose text a blank stays open; they can be left out. */
function OpenBlanks({ data, onLeaveOut }: { data: Preview; onLeaveOut(ids: string[]): void }) {
  const t = useTexts();
  const { blanks, blank_count: count } = data;
  if (count === 0) return null;
  const names = [...new Set(blanks.flatMap((each) => each.blanks))];
  return (
    <Alert color="orange" variant="light" role="alert" title={t("macros.blankIn", { count, names: names.join(", ") })}>
      <p className={css.numbers}>{blanks.map(({ ticket_number }) => ticket_number).join(", ")}</p>
      <Button size="compact-sm" variant="default" onClick={() => onLeaveOut(blanks.map(({ ticket }) => ticket))}>
        {t("macros.leaveOut", { count: blanks.length })}
      </Button>
    </Alert>
  );
}
