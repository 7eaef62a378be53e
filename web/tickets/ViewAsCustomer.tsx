import "../lib/later-texts.ts";
import { Alert, Skeleton, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, Refusal } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { useTexts } from "../lib/texts.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { errorText } from "../ui/notices.ts";
import { choiceWord } from "./choice-words.ts";
import { listedFiles } from "./listed-files.ts";
import { Message } from "./Message.tsx";

type CustomerTicket = AnswerOf<"POST", "/tickets/{id}/view_as_customer/">;

interface Props {
  ticket: string;
  /** The contact whose view it is; by default the ticket's own. */
  contact?: string;
  onClose(): void;
}

/** Exactly what a customer sees of a ticket. Opening it is recorded. */
export function ViewAsCustomer({ ticket, contact, onClose }: Props) {
  const t = useTexts();
  const view = useMutation({
    mutationFn: () =>
      api.post("/tickets/{id}/view_as_customer/", {}, { path: { id: ticket }, query: contact ? { contact } : {} }),
  });
  const { mutate } = view;
  // only once, because each view is recorded as an event
  useEffect(() => mutate(), [mutate]);
  const isHidden = view.error instanceof Refusal && view.error.status === 404;
  return (
    <Dialog size="lg" onClose={onClose} title={t("asCustomer.title")}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t("asCustomer.about")}
        </Text>
        {view.error &&
          (isHidden ? <Alert>{t("asCustomer.nothing")}</Alert> : <Alert color="red">{errorText(view.error)}</Alert>)}
        {view.isPending && <Skeleton height={160} />}
        {view.data && <CustomerView ticket={view.data} />}
      </Stack>
    </Dialog>
  );
}

function CustomerView({
  ticket: { ticket_number, subject, status, messages, has_earlier },
}: {
  ticket: CustomerTicket;
}) {
  const t = useTexts();
  return (
    <>
      <Text fw="var(--w-mid)" dir="auto">
        {subject}
      </Text>
      <Text size="sm" c="dimmed">
        {ticket_number} · {choiceWord(t, "status", status)}
      </Text>
      {has_earlier && <Text size="sm">{t("asCustomer.onlyLatest")}</Text>}
      {messages.map(({ id, author_name, is_from_contact, text, created_at, files }) => (
        <Message
          key={id ?? "description"}
          by={author_name}
          at={created_at}
          label={t("asCustomer.message")}
          text={text}
          isCustomer={is_from_contact}
        >
          <Names files={listedFiles(text, files)} />
        </Message>
      ))}
    </>
  );
}

const Names = ({ files }: { files: readonly { name: string }[] }) =>
  files.length > 0 && <Text size="sm">{files.map(({ name }) => name).join(", ")}</Text>;
