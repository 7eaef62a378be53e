import "../lib/later-texts.ts";
import { Stack, Switch, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { Examples } from "../ui/Examples.tsx";
import { FormProblem, SaveFoot } from "../ui/FormFoot.tsx";
import { NameInput } from "../ui/NameInput.tsx";
import { showWarning } from "../ui/notices.ts";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import { RestoredNotice } from "../ui/Unsaved.tsx";
import { useKept } from "../ui/use-kept.ts";
import { changedOf, type SaveHeaders, useSaving } from "../ui/use-saving.ts";
import { MacroChanges } from "./MacroChanges.tsx";
import { MacroInputList } from "./MacroInputList.tsx";
import { MacroText } from "./MacroText.tsx";
import { MACRO_EXAMPLE_NAMES, MACRO_EXAMPLES, type MacroExample } from "./macro-examples.ts";
import { EMPTY_MACRO, type MacroContent, macroBody, macroQuery, macrosQuery } from "./macro-queries.ts";
import { SavedFiles } from "./SavedFiles.tsx";
import { ScopeFields } from "./ScopeFields.tsx";
import { hasSameName } from "./same-name.ts";
import { firstAudience } from "./use-audience.ts";

const FIELDS = ["name", "folder", "team", "texts", "inputs", "changes", "files"];

interface MacroFormProps {
  id: string | null;
  /** What a new macro begins with, and a name under which its changes are kept. */
  from?: { keptAs: string; content: Partial<MacroContent> };
  onClose(): void;
}

/** Edits a macro; a new one if there is no ID. */
export function MacroForm({ id, from, onClose }: MacroFormProps) {
  const user = useUser();
  const { data, error, refetch } = useQuery({ ...macroQuery(id ?? ""), enabled: id !== null });
  if (id !== null && error) return <ErrorState error={error} onRetry={refetch} />;
  if (id !== null && !data) return <LoadingLines />;
  const initial: MacroContent = data
    ? { ...data, texts: data.texts as Record<string, string> }
    : { ...EMPTY_MACRO, ...firstAudience(user.role), ...from?.content };
  return (
    <Form
      id={id}
      keptAs={id ?? ["new", from?.keptAs].filter(Boolean).join(" ")}
      readAt={data?.updated_at}
      initial={initial}
      isFromMessage={from !== undefined}
      onClose={onClose}
    />
  );
}

interface FormProps {
  id: string | null;
  /** The name of the unsaved copy on this device. */
  keptAs: string;
  readAt: string | undefined;
  initial: MacroContent;
  /** Whether it begins with the text of a message, which an example would replace. */
  isFromMessage: boolean;
  onClose(): void;
}

type Example = Pick<MacroContent, "name" | "texts" | "changes">;
const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** The macro in the form. Its editor reads the text once, and again for each example that it starts from. */
function useKeptMacro({ keptAs, initial, readAt, onClose }: Omit<FormProps, "id" | "isFromMessage">) {
  const copy = useKept(`macro ${keptAs}`, initial, { version: readAt, onClose });
  const { value: macro, set: setMacro, change } = copy;
  const t = useTexts();
  const [starts, setStarts] = useState(0);
  const [example, setExample] = useState<Partial<Example>>({});
  const startFrom = (next: Example) => {
    // what the person has written stays; what another example has put in does not
    const isWritten = Object.values(macro.texts).some(Boolean) && !isSame(macro.texts, example.texts);
    if (isWritten) return showWarning(t("macros.textStays"));
    const { name, ...rest } = next;
    change(macro.name === "" || macro.name === example.name ? next : rest);
    setExample(next);
    setStarts((before) => before + 1);
  };
  return { ...copy, macro, setMacro, starts, startFrom };
}

function Form({ id, isFromMessage, ...form }: FormProps) {
  const t = useTexts();
  const { macro, version, isRestored, setMacro, change, starts, startFrom, close } = useKeptMacro(form);
  const { data: macros = [] } = useQuery(macrosQuery);
  const [initialMacro] = useState(form.initial);
  const { submit, isSaving, errorOf, problem } = useSaving({
    fields: FIELDS,
    readAt: version,
    save: (headers) => save(id, macro, initialMacro, headers),
    reload: () => queryClient.invalidateQueries(macrosQuery),
    onSaved: close,
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <RestoredNotice isRestored={isRestored} />
        {id === null && !isFromMessage && <StartFrom onPick={startFrom} />}
        <NameInput
          value={macro.name}
          error={errorOf("name")}
          description={hasSameName(macros, macro.name, id) && t("items.sameName")}
          onText={(name) => change({ name })}
        />
        <TextInput
          label={t("macros.folder")}
          description={t("macros.folderHint")}
          maxLength={200}
          value={macro.folder}
          error={errorOf("folder")}
          onChange={(event) => change({ folder: event.currentTarget.value })}
        />
        <ScopeFields scope={macro.scope} team={macro.team} problem={errorOf("team")} onChange={change} />
        <MacroText key={starts} macro={macro} onChange={(texts) => change({ texts })} problem={errorOf("texts")} />
        <SavedFiles
          files={macro.files}
          hint={t("macros.filesHint")}
          problem={errorOf("files")}
          onChange={(next) => setMacro((before) => ({ ...before, files: next(before.files) }))}
        />
        <NoteSwitch isNote={macro.is_internal} onChange={(is_internal) => change({ is_internal })} />
        <MacroInputList inputs={macro.inputs} problem={errorOf("inputs")} onChange={(inputs) => change({ inputs })} />
        <MacroChanges
          changes={macro.changes}
          problem={errorOf("changes")}
          onChange={(changes) => change({ changes })}
        />
        <FormProblem>{problem}</FormProblem>
        <SaveFoot isSaving={isSaving} onCancel={close} />
      </Stack>
    </form>
  );
}

function NoteSwitch({ isNote, onChange }: { isNote: boolean; onChange(isNote: boolean): void }) {
  const t = useTexts();
  return (
    <Switch
      label={t("macros.isNote")}
      checked={isNote}
      onChange={({ currentTarget: { checked } }) => onChange(checked)}
    />
  );
}

function StartFrom({ onPick }: { onPick(example: Example): void }) {
  const t = useTexts();
  const nameOf = (example: MacroExample) => t(`macros.examples.${example}`);
  return (
    <Examples
      names={MACRO_EXAMPLE_NAMES}
      labelOf={nameOf}
      onPick={(example) => onPick({ name: nameOf(example), ...MACRO_EXAMPLES[example] })}
    />
  );
}

function save(id: string | null, macro: MacroContent, base: MacroContent, headers: SaveHeaders) {
  if (!id) return api.post("/macros/", macroBody(macro));
  const body = changedOf(macroBody(macro), macroBody(base));
  return body && api.patch("/macros/{id}/", body, { path: { id }, headers });
}
