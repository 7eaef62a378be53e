import "../lib/later-texts.ts";
import { useState } from "react";
import type { Hit } from "../articles/article-queries.ts";
import { useStorePart } from "../lib/store.ts";
import { useTexts } from "../lib/texts.ts";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import { FirstKeys } from "../ui/FirstKeys.tsx";
import { loadLate } from "../ui/load-late.tsx";
import { insertArticle } from "./insert-article.ts";
import type { ComposerState } from "./use-composer.ts";

const ArticlePicker = loadLate(async () => (await import("../articles/ArticlePicker.tsx")).ArticlePicker);
const ReadArticle = loadLate(async () => (await import("../articles/ReadArticle.tsx")).ReadArticle);

/** Finds an article, shows it, and inserts it at the caret. */
export function ArticlePlace({ composer: { draft, editor }, onClose }: { composer: ComposerState; onClose(): void }) {
  const t = useTexts();
  const { ticket } = useOpenTicket();
  const isNote = useStorePart(draft.now, (now) => now.isNote);
  const [hit, setHit] = useState<Hit | null>(null);
  const [text, setText] = useState("");
  // the editor takes the focus before the dialog closes, because a key in between would be a shortcut
  const close = () => {
    editor.current?.focus();
    onClose();
  };
  if (!hit)
    return (
      <>
        <FirstKeys label={t("articles.search")} text={text} onText={setText} onEscape={close} />
        <ArticlePicker ticket={ticket} text={text} onText={setText} onPick={setHit} onClose={close} />
      </>
    );
  return (
    <>
      {/* nothing is typed into an article, and no key is a shortcut while it loads */}
      <FirstKeys key={hit.id} label={hit.title} text="" onText={() => {}} onEscape={close} />
      <ReadArticle
        hit={hit}
        ticket={ticket.id}
        isNote={isNote}
        returnFocus={false}
        onClose={close}
        onInsert={(article, how) => {
          insertArticle(draft, article, how, (html) => editor.current?.insert(html));
          onClose();
        }}
      />
    </>
  );
}
