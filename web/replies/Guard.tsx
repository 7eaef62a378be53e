import "../lib/later-texts.ts";
import { Button, Group } from "@mantine/core";
import { useTexts } from "../lib/texts.ts";
import { eventWords, namesFor } from "../tickets/event-words.ts";
import { useColleagues } from "../tickets/people.ts";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import type { TimelineEvent } from "../tickets/ticket-query.ts";
import { CleanHtml } from "../ui/CleanHtml.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Time } from "../ui/Time.tsx";
import css from "./Guard.module.css";
import type { ChangesSinceSeen } from "./send.ts";

interface Props {
  changesSinceSeen: ChangesSinceSeen;
  isBusy: boolean;
  onSend(): void;
  onBack(): void;
}

/** Someone else changed the ticket while the reply was being written: shows the changes before the reply is sent. */
export function Guard({ changesSinceSeen: { events, waiting }, isBusy, onSend, onBack }: Props) {
  const t = useTexts();
  return (
    <Dialog onClose={onBack} title={t("replies.guardTitle")} size="lg">
      <p className={css.text}>{t("replies.guardText")}</p>
      <ul className={css.events}>
        {events.map((event) => (
          <GuardEvent key={event.id} event={event} />
        ))}
        {waiting.map(({ id, author_name, is_internal }) => (
          <li key={id}>
            <b>{author_name}</b> {is_internal ? t("replies.aboutToNote") : t("replies.aboutToReply")}
          </li>
        ))}
      </ul>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onBack} data-autofocus>
          {t("replies.guardBack")}
        </Button>
        <Button loading={isBusy} onClick={onSend}>
          {t("replies.guardSend")}
        </Button>
      </Group>
    </Dialog>
  );
}

function GuardEvent({ event }: { event: TimelineEvent }) {
  const t = useTexts();
  const people = useColleagues();
  const { ticket } = useOpenTicket();
  const by = event.actor_name ?? t("events.docket");
  const words = event.comment
    ? [event.comment.is_internal ? t("replies.wroteNote") : t("replies.wroteReply")]
    : eventWords(event, namesFor(people, ticket));
  return (
    <li data-note={event.comment?.is_internal || undefined}>
      <b>{by}</b> {words.join(", ") || t("replies.changedSomething")} <Time at={event.at} />
      {event.comment && <CleanHtml text={event.comment.text} />}
    </li>
  );
}
