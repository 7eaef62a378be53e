import { useState } from "react";
import type { Hit } from "../articles/article-queries.ts";
import { useStorePart } from "../lib/store.ts";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import { fetched } from "../ui/fetched.tsx";
import { insertArticle } from "./insert-article.ts";
import type { ComposerState } from "./use-composer.ts";

const ArticlePicker = fetched(async () => (await import("../articles/ArticlePicker.tsx")).ArticlePicker);
const ReadArticle = fetched(async () => (await import("../articles/ReadArticle.tsx")).ReadArticle);

/** Finds an article, shows it, and inserts it at the caret. */
export function ArticlePlace({ composer: { draft, editor }, onClose }: { composer: ComposerState; onClose(): void }) {
  const { ticket } = useOpenTicket();
  const isNote = useStorePart(draft.now, (now) => now.isNote);
  const [hit, setHit] = useState<Hit | null>(null);
  const end = (work: () => void) => {
    onClose();
    // after the dialog has given the focus back
    setTimeout(work);
  };
  const close = () => end(() => editor.current?.focus());
  if (!hit) return <ArticlePicker ticket={ticket} onPick={setHit} onClose={close} />;
  return (
    <ReadArticle
      hit={hit}
      ticket={ticket.id}
      isNote={isNote}
      returnFocus={false}
      onClose={close}
      onInsert={(article, how) =>
        end(() => void insertArticle(draft, article, how, (html) => editor.current?.insert(html)))
      }
    />
  );
}
