import "../lib/later-texts.ts";
import { Button } from "@mantine/core";
import { IconClock } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { queryClient } from "../lib/query-client.ts";
import { useUser } from "../lib/session.ts";
import { t, useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import { FileList } from "../tickets/FileList.tsx";
import { keptList } from "../tickets/kept-list.ts";
import { listedFiles } from "../tickets/listed-files.ts";
import { Message } from "../tickets/Message.tsx";
import { StatusMark } from "../tickets/StatusMark.tsx";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import { timelineQuery } from "../tickets/ticket-query.ts";
import type { KnownTimeline } from "../tickets/timeline-pages.ts";
import { Pictures, usePicturesOf } from "../ui/CleanHtml.tsx";
import { loadLate } from "../ui/load-late.tsx";
import { ChangeChips } from "./CarriedChanges.tsx";
import { type Reply, repliesQuery, replyIsGone } from "./replies-query.ts";
import type { ReplyDraft } from "./reply-draft.ts";
import { sendReplyNow, undoReply } from "./send.ts";
import { offerUndo, withdrawUndo } from "./undo-offer.ts";
import css from "./WaitingReplies.module.css";

const WaitingRecipients = loadLate(async () => (await import("./WaitingRecipients.tsx")).WaitingRecipients);

const TICK_MS = 250;
const ASK_AGAIN_MS = 1_200;

/** Waiting replies at the end of the timeline. The author can undo sending while they wait. */
export function WaitingReplies({ draft, onTakenBack }: { draft: ReplyDraft; onTakenBack(): void }) {
  const t = useTexts();
  const user = useUser();
  const { ticket } = useOpenTicket();
  const { data: replies = [] } = useQuery(repliesQuery(ticket.id));
  const { data: timeline } = useQuery(timelineQuery(ticket.id));
  const waiting = replies.filter(({ id }) => !hasComment(timeline, id));
  useEffect(() => {
    for (const { id } of replies) if (hasComment(timeline, id)) replyIsGone(ticket.id, id);
  });
  return (
    <ol className={css.waiting} aria-label={t("replies.onTheirWay")}>
      {waiting.map((reply) => (
        <li key={reply.id}>
          {reply.author === user.id ? (
            <OwnReply reply={reply} draft={draft} onTakenBack={onTakenBack} />
          ) : (
            <p className={css.other}>
              <IconClock size={14} aria-hidden /> <b>{reply.author_name}</b>{" "}
              {reply.is_internal ? t("replies.aboutToNote") : t("replies.aboutToReply")}
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}

const hasComment = (timeline: KnownTimeline | undefined, id: string): boolean =>
  timeline?.results.some(({ comment }) => comment?.id === id) ?? false;

function OwnReply({ reply, draft, onTakenBack }: { reply: Reply; draft: ReplyDraft; onTakenBack(): void }) {
  const t = useTexts();
  const seconds = useSecondsUntil(reply.leavesAt);
  const [isBusy, setBusy] = useState(false);
  useArrival(reply, seconds === 0, draft);
  useUndoElsewhere(reply, draft);
  const undo = async () => {
    setBusy(true);
    if (await undoReply(draft, reply)) onTakenBack();
    else setBusy(false);
  };
  const { text, files, status, changes, is_internal: isNote } = reply;
  const pictures = usePicturesOf(files ?? []);
  const filesBelow = listedFiles(text ?? "", files ?? []);
  return (
    <div className={css.own}>
      <Pictures value={pictures}>
        <Message
          by={reply.author_name}
          at={reply.created_at}
          label={isNote ? t("replies.noteWaits") : t("replies.replyWaits")}
          isNote={isNote}
          text={text ?? ""}
        >
          {filesBelow.length > 0 && <FileList files={filesBelow} />}
          <ChangeChips changes={changes ?? {}} />
          {!isNote && (
            <p className={css.recipients}>
              <WaitingRecipients reply={reply} />
            </p>
          )}
          <div className={css.foot}>
            <IconClock size={15} stroke={1.7} aria-hidden />
            <span>{stateOf(reply, seconds)}</span>
            {status && <StatusMark status={status} />}
            <span className={css.room} />
            {seconds > 0 && (
              <>
                <Button size="compact-sm" variant="subtle" onClick={() => void sendReplyNow(reply)}>
                  {isNote ? t("replies.addNow") : t("replies.sendNow")}
                </Button>
                <Button size="compact-sm" variant="default" loading={isBusy} onClick={() => void undo()}>
                  {reply.is_scheduled ? t("replies.editScheduled") : t("common.undo")}
                  {!reply.is_scheduled && <span aria-hidden>&nbsp;({seconds})</span>}
                </Button>
              </>
            )}
          </div>
        </Message>
      </Pictures>
    </div>
  );
}

function stateOf({ is_scheduled, is_internal, send_at }: Reply, seconds: number): string {
  if (seconds <= 0) return t("replies.isSending");
  if (is_scheduled) return t("replies.scheduledFor", { time: momentOf(send_at) });
  return is_internal ? t("replies.notAddedYet") : t("replies.notSentYet");
}

/** After leaving the ticket, the author can still undo sending from any page. */
function useUndoElsewhere(reply: Reply, draft: ReplyDraft): void {
  const { ticket } = useOpenTicket();
  const navigate = useNavigate();
  const latest = useRef({ reply, number: ticket.ticket_number, draft, navigate });
  latest.current = { reply, number: ticket.ticket_number, draft, navigate };
  const { id } = reply;
  useEffect(() => {
    withdrawUndo(id);
    return () => {
      const { reply, number, draft, navigate } = latest.current;
      const { ticket } = reply;
      const isWaiting = queryClient.getQueryData(repliesQuery(ticket).queryKey)?.some((each) => each.id === id);
      if (!isWaiting || reply.is_scheduled) return;
      const undo = async () => {
        if (await undoReply(draft, reply))
          await navigate({
            to: "/tickets/$ticketId",
            params: { ticketId: ticket },
            search: keptList as never,
          });
      };
      offerUndo(reply, number, () => void undo());
    };
  }, [id]);
}

function useSecondsUntil(at: number): number {
  const secondsLeft = () => Math.max(0, Math.ceil((at - Date.now()) / 1000));
  const [seconds, setSeconds] = useState(secondsLeft);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the clock is what it depends on
  useEffect(() => {
    setSeconds(secondsLeft());
    const timer = setInterval(() => setSeconds(secondsLeft()), TICK_MS);
    return () => clearInterval(timer);
  }, [at]);
  return seconds;
}

/**
 * When the waiting time is over, polls until the reply has become a comment. If it could not be sent, it is a draft
 * again.
 */
function useArrival({ ticket, id }: Reply, isDue: boolean, draft: ReplyDraft): void {
  useEffect(() => {
    if (!isDue) return;
    const ask = async () => {
      await queryClient.invalidateQueries({ queryKey: ["ticket", ticket], exact: true });
      await queryClient.invalidateQueries({ queryKey: ["timeline", ticket] });
      await queryClient.invalidateQueries({ queryKey: ["replies", ticket] });
      const isWaiting = queryClient.getQueryData(repliesQuery(ticket).queryKey)?.some((each) => each.id === id);
      if (isWaiting || hasComment(queryClient.getQueryData(timelineQuery(ticket).queryKey), id)) return;
      // before the undo, text that was typed in the meantime is saved or shown as a conflict
      await draft.flush();
      await draft.refresh();
    };
    const timer = setInterval(() => void ask().catch(() => {}), ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [ticket, id, isDue, draft]);
}
