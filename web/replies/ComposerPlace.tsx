import "../lib/later-texts.ts";
import { useMediaQuery } from "@mantine/hooks";
import { IconArrowBackUp, IconLock } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useActions } from "../lib/actions.ts";
import { useStore } from "../lib/store.ts";
import { useTexts } from "../lib/texts.ts";
import { loadable, useLoaded } from "../ui/loadable.ts";
import css from "./ComposerPlace.module.css";
import type { ComposerState } from "./use-composer.ts";

const composerCode = loadable(() => import("./Composer.tsx"));
const QUIET_MS = 1_500;
const PHONE = "(max-width: 47.99em)";

interface Props {
  composer: ComposerState;
  /** The version of the ticket that is on the screen. */
  shownVersion: number;
  onSent(): void;
  /** On a phone: the button that finishes the ticket, under the thumb. */
  finish: ReactNode;
}

/** Below the conversation: two buttons until someone writes, then the composer. */
export const ComposerPlace = (props: Props) => (
  <div className={css.place}>
    <ComposerOrButtons {...props} />
  </div>
);

function ComposerOrButtons({ finish, ...props }: Props) {
  const { composer } = props;
  const t = useTexts();
  const section = t("actions.ticket");
  useActions([
    { id: "reply", section, label: t("replies.reply"), keys: "r", opensField: true, run: () => composer.open("reply") },
    { id: "note", section, label: t("ticket.note"), keys: "n", opensField: true, run: () => composer.open("note") },
  ]);
  const [isQuiet, setQuiet] = useState(false);
  useEffect(() => {
    // loaded ahead, so that it is ready when someone wants to write
    const timer = setTimeout(() => setQuiet(true), QUIET_MS);
    return () => clearTimeout(timer);
  }, []);
  const isPhone = useMediaQuery(PHONE, false, { getInitialValueInEffect: false });
  // on a phone it covers the page, so a draft alone does not open it
  const isOpen = isPhone ? composer.isWanted : composer.isOpen;
  const code = useLoaded(composerCode, isQuiet || isOpen);
  if (!isOpen)
    return (
      // the buttons inside do the same for a keyboard
      // biome-ignore lint/a11y/useKeyWithClickEvents: as above
      // biome-ignore lint/a11y/noStaticElementInteractions: as above
      <div
        className={css.closed}
        onClick={({ target }) => (target as Element).closest("button") ?? composer.open("reply")}
      >
        <button type="button" className={css.reply} onClick={() => composer.open("reply")}>
          <IconArrowBackUp size={16} aria-hidden />
          {t("replies.reply")}
        </button>
        <button type="button" className={css.note} onClick={() => composer.open("note")}>
          <IconLock size={16} aria-hidden />
          <span className={css.word}>{t("ticket.note")}</span>
        </button>
        {composer.isOpen && <span className={css.draft}>{t("inbox.draft")}</span>}
        <span className={css.hint} aria-hidden>
          {t("replies.writeReply")}
        </span>
        {isPhone && finish}
      </div>
    );
  return code ? <code.Composer {...props} /> : <Early composer={composer} />;
}

/** Takes the typed text until the editor is loaded, so that no letter is lost or taken for a shortcut. */
function Early({ composer }: { composer: ComposerState }) {
  const t = useTexts();
  const letters = useRef("");
  const { isNote } = useStore(composer.draft.now);
  return (
    <div className={css.coming} aria-busy>
      <textarea
        className={css.early}
        aria-label={isNote ? t("replies.noteLabel") : t("replies.replyLabel")}
        onChange={({ currentTarget: { value } }) => {
          composer.begin(value, letters.current);
          letters.current = value;
        }}
        // biome-ignore lint/a11y/noAutofocus: where it was asked for
        autoFocus={composer.wantsFocus.current}
      />
    </div>
  );
}
