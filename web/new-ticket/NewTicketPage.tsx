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
import { useActions } from "../lib/actions.ts";
import { api, Refusal } from "../lib/api.ts";
import { useStore } from "../lib/store.ts";
import { useTexts } from "../lib/texts.ts";
import { DraftFiles } from "../replies/DraftFiles.tsx";
import { Editor, type EditorHandle } from "../replies/Editor.tsx";
import { uploadsOf } from "../replies/uploads.ts";
import { Pictures, usePicturesOf } from "../ui/CleanHtml.tsx";
import { tellDone, tellProblem, wordsFor } from "../ui/notices.ts";
import { LoadingLines } from "../ui/States.tsx";
import { useFileDrop } from "../ui/use-file-drop.ts";
import { NewTicketFields } from "./NewTicketFields.tsx";
import type { NewDraft, NewTicket } from "./new-draft.ts";
import classes from "./new-ticket.module.css";
import { useNewDraft } from "./use-new-draft.ts";

export function NewTicketPage() {
  const draft = useNewDraft();
  const { state } = useStore(draft.now);
  const search = useSearch({ strict: false }) as { company?: string; contact?: string };
  useFromAddress(draft, state !== "loading", search);
  return state === "loading" ? <LoadingLines lines={8} /> : <Form draft={draft} />;
}

/** Takes over the company and contact that the address names. */
function useFromAddress(
  draft: NewDraft,
  isReady: boolean,
  { company, contact }: { company?: string; contact?: string },
) {
  useEffect(() => {
    if (!isReady || !company || draft.now.get().fields.company === company) return;
    void api
      .get("/companies/{id}/", { path: { id: company } })
      .then(({ id, name }) =>
        draft.change({ fields: { company: id, companyName: name, contact: contact ?? null, zone: null } }),
      )
      .catch(() => {});
  }, [draft, isReady, company, contact]);
}

const bodyOf = ({ companyName: _, tags, company, ...fields }: NewTicket) => ({
  ...fields,
  ...(company && { company }),
  tags: tags.join(", "),
});

function Form({ draft }: { draft: NewDraft }) {
  const t = useTexts();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const editor = useRef<EditorHandle>(null);
  const uploads = uploadsOf(draft);
  const { fields, files, revision, state } = useStore(draft.now);
  const sending = useStore(uploads.now);
  const pictures = usePicturesOf(files);
  const { isOver, target } = useFileDrop((added) => uploads.add(added));
  // one key for one ticket: pressing again after a lost answer makes no second one
  const key = useRef(crypto.randomUUID());
  const create = useMutation({
    mutationFn: async () => {
      const body = bodyOf({ ...fields, description: editor.current?.html() ?? fields.description });
      const headers = { "idempotency-key": key.current };
      const ticket = await api.post("/tickets/", body as Record<string, string>, { headers });
      if (files.length > 0)
        await api
          .post("/tickets/{id}/take_files/", { files: files.map(({ id }) => id) }, { path: { id: ticket.id } })
          .catch((error) => tellProblem(error, t("newTicket.filesNotTaken")));
      return ticket;
    },
    onSuccess: async ({ id, ticket_number }) => {
      await draft.clear();
      void queries.invalidateQueries({ queryKey: ["inbox"] });
      tellDone(t("newTicket.created", { number: ticket_number }));
      await navigate({ to: "/tickets/$ticketId", params: { ticketId: id } });
    },
    onError: () => {
      key.current = crypto.randomUUID();
    },
  });
  const refusal = create.error instanceof Refusal ? create.error : null;
  const wrong = (name: string) => refusal?.field(name) ?? null;
  const change = (more: Partial<NewTicket>) => draft.change({ fields: more });
  const submit = () => {
    if (sending.length > 0) tellDone(t("replies.stillUploading"));
    else if (!create.isPending) create.mutate();
  };
  useActions([
    {
      id: "create ticket",
      section: t("actions.ticket"),
      label: t("newTicket.create"),
      keys: "$mod+Enter",
      whileTyping: true,
      run: submit,
    },
  ]);
  const isFieldWrong = ["subject", "description", "company", "contact", "zone", "assigned_to"].some((name) =>
    wrong(name),
  );
  return (
    <Box className={classes.page} {...target} data-over={isOver || undefined}>
      <form
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
            {t(`newTicket.states.${state === "loading" ? "saved" : state}`)}
          </Text>
        </Group>
        {create.error && !isFieldWrong && (
          <Alert color="red" role="alert" mb="md">
            {wordsFor(create.error)}
          </Alert>
        )}
        <SimpleGrid cols={{ base: 1, md: 2 }} className={classes.columns}>
          <Paper withBorder radius="lg" p="lg">
            <Stack>
              <TextInput
                label={t("fields.subject")}
                required
                maxLength={200}
                value={fields.subject}
                onChange={(event) => change({ subject: event.currentTarget.value })}
                error={wrong("subject")}
                data-autofocus
              />
              <Input.Wrapper
                label={t("newTicket.description")}
                labelElement="div"
                required
                error={wrong("description")}
              >
                <Pictures value={pictures}>
                  <div className={classes.description} data-wrong={wrong("description") !== null || undefined}>
                    <Editor
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
                <FileButton multiple onChange={(added) => uploads.add(added)}>
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
                    onClick={() => {
                      const { fields: before, files: had } = draft.now.get();
                      void draft.clear();
                      tellDone(t("newTicket.discarded"), { run: () => draft.change({ fields: before, files: had }) });
                    }}
                  >
                    {t("newTicket.discard")}
                  </Button>
                  <Button type="submit" loading={create.isPending}>
                    {t("newTicket.create")}
                  </Button>
                </Group>
              </Group>
            </Stack>
          </Paper>
          <Paper withBorder radius="lg" p="lg" component="section" aria-label={t("ticket.details")}>
            <NewTicketFields fields={fields} change={change} wrong={wrong} />
          </Paper>
        </SimpleGrid>
      </form>
    </Box>
  );
}
