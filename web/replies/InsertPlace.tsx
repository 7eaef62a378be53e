import { ArticlePlace } from "./ArticlePlace.tsx";
import { MacroPlace, type MacroTrigger } from "./MacroPlace.tsx";
import type { ComposerState } from "./use-composer.ts";

/** What the author wants to insert; for a macro, how the picker was opened. */
export type Insertion = MacroTrigger | "article";

interface Props {
  composer: ComposerState;
  insertion: Insertion;
  onClose(): void;
}

/** Picks a macro or an article, and inserts it. */
export function InsertPlace({ composer, insertion, onClose }: Props) {
  if (insertion === "article") return <ArticlePlace composer={composer} onClose={onClose} />;
  return <MacroPlace composer={composer} trigger={insertion} onClose={onClose} />;
}
