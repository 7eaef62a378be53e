import "../lib/later-texts.ts";
import {
  Alert,
  Box,
  Button,
  FileButton,
  Group,
  Input,
  Paper,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { IconPaperclip } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { EditorHandle } from "../editor/Editor.tsx";
import { useActions } from "../lib/actions.ts";
import { api, Refusal } from "../lib/api.ts";
import { useStore } from "../lib/store.ts";
import { t, useTexts } from "../lib/texts.ts";
import { type Attempts, startAttempts } from "../replies/attempts.ts";
import { DraftConflict } from "../replies/DraftConflict.tsx";
import { DraftFiles } from "../replies/DraftFiles.tsx";
import { uploadsOf } from "../replies/uploads.ts";
import { Pictures, usePicturesOf } from "../ui/CleanHtml.tsx";
import { errorText, showError, showNotice } from "../ui/notices.ts";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import { useFileDrop } from "../ui/use-file-drop.ts";
import { LazyEditor } from "./LazyEditor.tsx";
import { NewTicketFields } from "./NewTicketFields.tsx";
import type { NewDraft, NewTicket } from "./new-draft.ts";
import classes from "./new-ticket.module.css";
import { SendAsEmail } from "./SendAsEmail.tsx";
import { useNewDraft } from "./use-new-draft.ts";

export function NewTicketPage() {
  const { draft, isFresh, problem } = useNewDraft();
  const { state } = useStore(draft.now);
  const search = useSearch({ strict: false }) as { company?: string; contact?: string };
  useFromAddress(draft, isFresh && state !== "loading", search);
  if (state !== "loading") return <Form draft={draft} />;
  return problem ? (
    <ErrorState error={problem} onRetry={() => void draft.refresh().catch(() => {})} />
  ) : (
    <LoadingLines lines={8} />
  );
}

/** Takes over the company and contact that the address names. */
function useFromAddress(
  draft: NewDraft,
  isReady: boolean,
  { company, contact }: { company?: string; contact?: string },
) {
  useEffect(() => {
    if (!isReady) return;
    if (!company) {
      // of a contact without a company
      if (contact && draft.now.get().fields.contact !== contact)
        draft.fill({ company: null, companyName: null, contact, zone: null });
      return;
    }
    if (draft.now.get().fields.company === company) return;
    void api
      .get("/companies/{id}/", { path: { id: company } })
      .then(({ id, name }) => draft.fill({ company: id, companyName: name, contact: contact ?? null, zone: null }))
      .catch(() => {});
  }, [draft, isReady, company, contact]);
}

const bodyOf = ({ companyName: _, tags, company, sendsEmail, cc, bcc, mailbox, ...fields }: NewTicket) => ({
  ...fields,
  ...(company && { company }),
  tags: tags.join(", "),
});

const attempts = new WeakMap<NewDraft, Attempts>();

/**
 * Creates the ticket of a draft, once however often it is retried after lost responses. Null if another window has
 * changed the draft, or has made a ticket of it: the person is asked first.
 */
async function createOf(draft: NewDraft, description: string | undefined) {
  const { fields, files, state } = draft.now.get();
  if (state === "conflict" || (state === "saved" && !(await draft.checkConflict()))) return null;
  const body = bodyOf({ ...fields, description: description ?? fields.description });
  const attempt = attempts.get(draft) ?? startAttempts();
  attempts.set(draft, attempt);
  const headers = { "idempotency-key": attempt.keyFor(JSON.stringify(body)) };
  const ticket = await api.post("/tickets/", body as Record<string, string>, { headers });
  attempt.done();
  const attached = files.length > 0 ? await takeFiles(ticket.id, files) : [];
  if (fields.sendsEmail && fields.contact) await sendDescription(ticket.id, fields, attached);
  return ticket;
}

async function takeFiles(id: string, files: readonly { id: string }[]): Promise<string[]> {
  try {
    const body = { files: files.map(({ id }) => id) };
    const { results } = await api.post("/tickets/{id}/take_files/", body, { path: { id } });
    return results.map(({ id }) => id);
  } catch (error) {
    showError(error, t("newTicket.filesNotTaken"));
    return [];
  }
}

/** Sends the description of a new ticket to its contact. The ticket exists even if this fails. */
async function sendDescription(id: string, { cc, bcc, mailbox }: NewTicket, files: string[]): Promise<void> {
  await api
    .post("/tickets/{id}/send_description/", { cc, bcc, mailbox, files }, { path: { id } })
    .catch((error) => showError(error, t("newTicket.emailNotSent")));
}

function Form({ draft }: { draft: NewDraft }) {
  const t = useTexts();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const editor = useRef<EditorHandle>(null);
  const form = useRef<HTMLFormElement>(null);
  const forgetChosen = useRef<() => void>(null);
  const uploads = uploadsOf(draft);
  const { fields, files, revision, state, version } = useStore(draft.now);
  const sending = useStore(uploads.now);
  const pictures = usePicturesOf(files);
  const { isOver, target } = useFileDrop((added) => uploads.add(added));
  const create = useMutation({
    mutationFn: () => draft.pauseSaving(() => createOf(draft, editor.current?.html())),
    onSuccess: async (ticket) => {
      if (!ticket) return;
      const { id, ticket_number } = ticket;
      await draft.end();
      void queries.invalidateQueries({ queryKey: ["inbox"] });
      showNotice(t("newTicket.created", { number: ticket_number }));
      await navigate({ to: "/tickets/$ticketId", params: { ticketId: id } });
    },
  });
  const refusal = create.error instanceof Refusal ? create.error : null;
  // an error stays until its field is changed
  const sent = useRef(fields);
  const wrong = (name: string) =>
    sent.current[name as keyof NewTicket] === fields[name as keyof NewTicket] ? (refusal?.field(name) ?? null) : null;
  const change = draft.fill;
  const submit = () => {
    if (sending.length > 0) showNotice(t("replies.stillUploading"));
    else if (!create.isPending && state !== "conflict") {
      sent.current = fields;
      create.mutate();
    }
  };
  useActions([
    {
      id: "create ticket",
      section: t("actions.ticket"),
      label: t("newTicket.create"),
      keys: "$mod+Enter",
      whileTyping: true,
      // not from a dialog above it
      run: () => form.current?.contains(document.activeElement) && submit(),
    },
  ]);
  const isFieldWrong = ["subject", "description", "company", "contact", "zone", "assigned_to"].some((name) =>
    wrong(name),
  );
  return (
    <Box className={classes.page} {...target} data-over={isOver || undefined}>
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Group justify="space-between" mb="lg">
          <Title order={1} size="h2">
            {t("newTicket.title")}
          </Title>
          <Text size="sm" c="dimmed" role="status">
            {state !== "loading" &&
              state !== "conflict" &&
              (state !== "saved" || version > 0) &&
              t(`newTicket.states.${state}`)}
          </Text>
        </Group>
        {state === "conflict" && (
          <div className={classes.asked}>
            <DraftConflict draft={draft} />
          </div>
        )}
        {create.error && !isFieldWrong && (
          <Alert color="red" role="alert" mb="md">
            {errorText(create.error)}
          </Alert>
        )}
        <SimpleGrid cols={{ base: 1, md: 2 }} className={classes.columns}>
          <Paper withBorder radius="md" p="lg">
            <Stack>
              <TextInput
                label={t("fields.subject")}
                required
                maxLength={200}
                value={fields.subject}
                onChange={(event) => change({ subject: event.currentTarget.value })}
                error={wrong("subject")}
                autoFocus={fields.company !== null}
              />
              <Input.Wrapper
                label={t("newTicket.description")}
                labelElement="div"
                required
                error={wrong("description")}
              >
                <Pictures value={pictures}>
                  <div className={classes.description} data-wrong={wrong("description") !== null || undefined}>
                    <LazyEditor
                      handle={editor}
                      label={t("newTicket.description")}
                      placeholder={t("newTicket.write")}
                      text={fields.description}
                      revision={revision}
                      onChange={(description) => change({ description })}
                      onFiles={uploads.add}
                      onSend={submit}
                    />
                  </div>
                </Pictures>
              </Input.Wrapper>
              <DraftFiles files={files} uploads={uploads} onRemove={({ id }) => editor.current?.removePicture(id)} />
              <Group justify="space-between" className={classes.foot}>
                <FileButton
                  multiple
                  resetRef={forgetChosen}
                  onChange={(added) => {
                    uploads.add(added);
                    forgetChosen.current?.();
                  }}
                >
                  {(props) => (
                    <Button {...props} variant="default" leftSection={<IconPaperclip size={16} aria-hidden />}>
                      {t("newTicket.addFiles")}
                    </Button>
                  )}
                </FileButton>
                <Group gap="xs" wrap="nowrap">
                  <Button
                    variant="subtle"
                    color="gray"
                    onClick={() => showNotice(t("newTicket.discarded"), { run: draft.discard() })}
                  >
                    {t("newTicket.discard")}
                  </Button>
                  <Button type="submit" loading={create.isPending} disabled={state === "conflict"}>
                    {t("newTicket.create")}
                  </Button>
                </Group>
              </Group>
            </Stack>
          </Paper>
          <Paper withBorder radius="md" p="lg" component="section" aria-label={t("ticket.details")}>
            <NewTicketFields fields={fields} change={change} wrong={wrong} />
            <SendAsEmail fields={fields} change={change} />
          </Paper>
        </SimpleGrid>
      </form>
    </Box>
  );
}
