import "../lib/later-texts.ts";
import { IconLock } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTexts } from "../lib/texts.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { CleanHtml, type RemoteAddresses } from "../ui/CleanHtml.tsx";
import { loadLate } from "../ui/load-late.tsx";
import { Time } from "../ui/Time.tsx";
import css from "./Message.module.css";
import type { Origin } from "./RemotePictures.tsx";

const RemotePictures = loadLate(async () => (await import("./RemotePictures.tsx")).RemotePictures);
const NO_PICTURES: RemoteAddresses = new Map();

/**
 * A message with its author and time: customers on the left, the team on the right, and internal notes marked by color,
 * icon and words.
 */
export function Message({
  by,
  at,
  label,
  word,
  text,
  origin,
  isCustomer = false,
  isNote = false,
  isEdited = false,
  tools,
  children,
}: {
  by: string | null;
  at: string;
  /** Its kind, for screen readers. */
  label: string;
  /** After the name: the author's role or action. */
  word?: ReactNode;
  text?: string;
  /** Where pictures of other sites can be asked for; without it, they stay blocked. */
  origin?: Origin | false;
  isCustomer?: boolean;
  isNote?: boolean;
  isEdited?: boolean;
  tools?: ReactNode;
  children?: ReactNode;
}) {
  const t = useTexts();
  const [remote, setRemote] = useState(NO_PICTURES);
  return (
    <article className={css.message} data-side={isCustomer ? "customer" : isNote ? "note" : "team"} aria-label={label}>
      <Avatar name={by} isCustomer={isCustomer} />
      <div className={css.body}>
        <header className={css.head}>
          <strong dir="auto">{by ?? t("events.somebody")}</strong>
          {word && <span className={css.word}>{word}</span>}
          {isNote && (
            <span className={css.badge}>
              <IconLock size={14} stroke={1.75} aria-hidden />
              {t("ticket.note")}
            </span>
          )}
          <span className={css.when}>
            {isEdited && `${t("ticket.edited")} · `}
            <Time at={at} />
          </span>
          {tools}
        </header>
        {origin && text && /<img\b/i.test(text) && (
          <RemotePictures key={text} text={text} origin={origin} onShow={setRemote} />
        )}
        {text !== undefined && <CleanHtml text={text} remote={remote} />}
        {children}
      </div>
    </article>
  );
}
