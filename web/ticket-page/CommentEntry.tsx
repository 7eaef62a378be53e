import "../lib/later-texts.ts";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import { use, useState } from "react";
import type { EmailState } from "../../wire/email-words.ts";
import { mayChangeComment } from "../../wire/permissions.ts";
import type { Team } from "../../wire/ticket-words.ts";
import { copyOfEdit, type EditCopy } from "../lib/local-copy.ts";
import { useUser } from "../lib/session.ts";
import { useStore } from "../lib/store.ts";
import { useTexts } from "../lib/texts.ts";
import { FileList } from "../tickets/FileList.tsx";
import { Message } from "../tickets/Message.tsx";
import { TicketContext } from "../tickets/ticket-context.ts";
import type { Attachment, Comment } from "../tickets/ticket-query.ts";
import { authorOf, type Delivery, type DescriptionOf } from "../tickets/timeline-entries.ts";
import { leaving } from "../ui/delete-soon.ts";
import { IconButton } from "../ui/IconButton.tsx";
import { loadLate } from "../ui/load-late.tsx";
import css from "./CommentEntry.module.css";
import { deleteCommentSoon } from "./delete-comment.ts";

const DeliveryMarks = loadLate(async () => (await import("../email/DeliveryMarks.tsx")).DeliveryMarks);
const MessageWay = loadLate(async () => (await import("../email/MessageWay.tsx")).MessageWay);
const Arrival = loadLate(async () => (await import("../email/Arrival.tsx")).Arrival);
const MessageMenu = loadLate(async () => (await import("../conversations/MessageMenu.tsx")).MessageMenu);
const ThirdParty = loadLate(async () => (await import("../conversations/ThirdParty.tsx")).ThirdParty);
const EditComment = loadLate(
  async () => (await import("../replies/EditComment.tsx")).EditComment,
  <div className={css.coming} aria-busy />,
);
// the two times of an imported comment may differ slightly although nobody edited it
const EDITED_AFTER_MS = 100;

const isEdited = ({ created_at, updated_at }: Comment): boolean =>
  new Date(updated_at).getTime() - new Date(created_at).getTime() > EDITED_AFTER_MS;

// the server writes the emails of a reply a moment after the reply itself
const EMAILS_WITHIN_MS = 20_000;

const mayGetEmails = ({ is_internal, author_kind, created_at }: Comment): boolean =>
  !is_internal && author_kind === "user" && Date.now() - new Date(created_at).getTime() < EMAILS_WITHIN_MS;

interface Props {
  comment: Comment;
  files: readonly Attachment[];
  delivery: readonly Delivery[];
  /** The names of the macros that it was written with. */
  macros: readonly string[];
  /** The merged ticket whose description it was. */
  descriptionOf: DescriptionOf | null;
}

/** The states of an email that its recipient may have. */
const SENT_STATES: ReadonlySet<EmailState> = new Set(["sending", "unknown", "accepted", "delivered"]);

/** The edit in progress, also one that was begun before; null if there is none. */
function useEdit({ id }: Comment, isTicketOpen: boolean) {
  const user = useUser();
  return useState<{ begun?: EditCopy } | null>(() => {
    const copy = isTicketOpen ? copyOfEdit(id, user.id).read() : null;
    return copy === null ? null : { begun: copy };
  });
}

/** A reply or an internal note. Its author and Admins can edit it in place, or delete it. */
export function CommentEntry({ comment, files, delivery, macros, descriptionOf }: Props) {
  const t = useTexts();
  const user = useUser();
  // a ticket in the trash cannot be changed, and sends nothing
  const isTicketOpen = use(TicketContext) !== null;
  const [edit, setEdit] = useEdit(comment, isTicketOpen);
  const isLeaving = useStore(leaving).has(comment.id);
  const { is_internal } = comment;
  const { by, isCustomer, isNote } = authorOf(comment, descriptionOf);
  const name = by ?? t("events.somebody");
  if (isLeaving) return null;
  const isEmailed = delivery.some(({ state }) => SENT_STATES.has(state));
  const own = mayChangeComment(user, comment) && {
    edit: () => setEdit({}),
    remove: () => deleteCommentSoon(comment, isEmailed),
  };
  return (
    <Message
      by={by}
      at={comment.created_at}
      label={
        descriptionOf
          ? t("merging.descriptionBy", { number: descriptionOf.ticket_number, name })
          : t(isNote ? "ticket.noteBy" : "ticket.replyBy", { name })
      }
      word={<Writer {...{ comment, macros, descriptionOf }} />}
      isCustomer={isCustomer}
      isNote={isNote}
      isEdited={isEdited(comment)}
      text={edit ? undefined : comment.text}
      origin={isTicketOpen && { ticket: comment.ticket, comment: comment.id }}
      tools={
        !edit &&
        isTicketOpen && (
          <span className={css.tools}>
            {own && <OwnTools {...own} />}
            <MessageMenu message={comment} canForward={!is_internal || comment.via === "mail"} own={own} />
          </span>
        )
      }
    >
      {edit && (
        <div data-editing>
          <EditComment
            {...edit}
            comment={comment}
            isEmailed={isEmailed}
            onEnd={() => setEdit(null)}
            onAgain={(copy) => setEdit({ begun: copy })}
          />
        </div>
      )}
      {files.length > 0 && <FileList files={files} />}
      {isTicketOpen && comment.via === "mail" && <Incoming comment={comment} />}
      {isTicketOpen && (delivery.length > 0 || mayGetEmails(comment)) && (
        <DeliveryMarks delivery={delivery} comment={comment} />
      )}
    </Message>
  );
}

/** How an email came, and who wrote an internal one from outside. */
const Incoming = ({ comment: { id, ticket, is_internal } }: Pick<Props, "comment">) => (
  <>
    <Arrival ticket={ticket} comment={id} />
    {is_internal && <ThirdParty ticket={ticket} comment={id} />}
  </>
);

/** The kind of the author, the channel of the message, and the macros that it was written with. */
function Writer({ comment, macros, descriptionOf }: Pick<Props, "comment" | "macros" | "descriptionOf">) {
  const t = useTexts();
  const { author_role: role, author_kind, via } = comment;
  if (descriptionOf) return <Origin {...{ comment, descriptionOf }} />;
  const isCustomer = author_kind === "contact";
  return (
    <>
      {role && t(`roles.${role as Exclude<Team, "">}`)}{" "}
      {(isCustomer || via !== "web") && <MessageWay via={via} isCustomer={isCustomer} />}
      {macros.length > 0 && ` · ${t("events.withMacro", { names: macros.join(", ") })}`}
    </>
  );
}

/** The ticket whose description it was, and the agent who logged it. */
function Origin({ comment, descriptionOf }: Pick<Props, "comment"> & { descriptionOf: DescriptionOf }) {
  const t = useTexts();
  const { author_name, author_kind, via } = comment;
  const isLogged = authorOf(comment, descriptionOf).by !== author_name && author_kind === "user" && author_name;
  return (
    <>
      {[
        t("merging.descriptionOf", { number: descriptionOf.ticket_number }),
        isLogged && t("ticket.takenDownBy", { name: author_name }),
      ]
        .filter(Boolean)
        .join(" · ")}
      {via !== "web" && (
        <>
          {" · "}
          <MessageWay via={via} />
        </>
      )}
    </>
  );
}

/** On touch screens, they are in the menu. */
function OwnTools({ edit, remove }: { edit(): void; remove(): void }) {
  const t = useTexts();
  return (
    <span className={css.own}>
      <IconButton aria-label={t("ticket.editComment")} onClick={edit}>
        <IconPencil size={15} stroke={1.7} aria-hidden />
      </IconButton>
      <IconButton aria-label={t("ticket.deleteComment")} onClick={remove}>
        <IconTrash size={15} stroke={1.7} aria-hidden />
      </IconButton>
    </span>
  );
}
