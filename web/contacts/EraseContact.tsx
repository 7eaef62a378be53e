import "../lib/later-texts.ts";
import { Alert, Button, Group, List, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { useTexts } from "../lib/texts.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { errorText, showError, showNotice } from "../ui/notices.ts";
import type { Contact } from "./ContactForm.tsx";

type Preview = AnswerOf<"GET", "/contacts/{id}/erasure/">;
const KINDS = [
  "tickets",
  "messages",
  "files",
  "incoming_emails",
  "outgoing_emails",
  "drafts",
  "participations",
  "ratings",
] as const;

/** Says what erasing deletes and what stays, and asks for the contact's name, because it cannot be undone. */
export function EraseContact({ contact: { id, name }, onClose }: { contact: Contact; onClose(): void }) {
  const t = useTexts();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [typedName, setTypedName] = useState("");
  const { data, error } = useQuery({
    queryKey: ["contact", id, "erasure"],
    queryFn: ({ signal }) => api.get("/contacts/{id}/erasure/", { path: { id }, signal }),
    gcTime: 0,
  });
  const erase = useMutation({
    mutationFn: () => api.post("/contacts/{id}/erase/", { name: typedName.trim() }, { path: { id } }),
    onSuccess: async () => {
      showNotice(t("contacts.erase.done"));
      onClose();
      await navigate({ to: "/contacts" });
      queries.removeQueries({ queryKey: ["contact", id] });
      void queries.invalidateQueries({ queryKey: ["contacts"] });
    },
    onError: (problem) => showError(problem, t("failures.erase", { name })),
  });
  return (
    <Dialog onClose={onClose} title={t("contacts.erase.title", { name })}>
      <Stack>
        {error && <Alert color="red">{errorText(error)}</Alert>}
        {data ? <Counts preview={data} /> : <Skeleton height={160} />}
        <TextInput
          label={t("contacts.erase.type", { name })}
          value={typedName}
          autoComplete="off"
          onChange={({ currentTarget: { value } }) => setTypedName(value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button
            color="red"
            disabled={!data || typedName.trim() !== data.name.trim()}
            loading={erase.isPending}
            onClick={() => erase.mutate()}
          >
            {t("contacts.erase.button")}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

function Counts({ preview: { erased, kept } }: { preview: Preview }) {
  const t = useTexts();
  const kinds = KINDS.filter((kind) => erased[kind] > 0);
  return (
    <Text size="sm" component="div">
      <p>{t("contacts.erase.about")}</p>
      {kinds.length > 0 && (
        <List size="sm">
          {kinds.map((kind) => (
            <List.Item key={kind}>{t(`contacts.erase.counts.${kind}`, { count: erased[kind] })}</List.Item>
          ))}
        </List>
      )}
      <p>{t("contacts.erase.kept", { count: kept.tickets })}</p>
    </Text>
  );
}
