import { useEffect } from "react";
import "./Hits.css";
import { hitsIn, wordsIn } from "./hits.ts";

const NAME = "hit";
/** Where the words are marked: the rows of the list, and the conversation of the open ticket. */
const PLACES = "[role=grid] [data-ticket], [data-conversation] li";
const MAX_HITS = 1_000;

function rangesOf(words: readonly string[]): Range[] {
  const ranges: Range[] = [];
  for (const place of document.querySelectorAll(PLACES)) {
    const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node && ranges.length < MAX_HITS; node = texts.nextNode())
      for (const [from, to] of hitsIn(node.nodeValue ?? "", words)) {
        const range = new Range();
        range.setStart(node, from);
        range.setEnd(node, to);
        ranges.push(range);
      }
  }
  return ranges;
}

/** Marks the words of a search in the list and in the open ticket, without changing what is drawn. */
export function Hits({ q }: { q: string }) {
  useEffect(() => {
    if (!("highlights" in CSS)) return;
    const words = wordsIn(q);
    let frame = 0;
    const mark = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => CSS.highlights.set(NAME, new Highlight(...rangesOf(words))));
    };
    mark();
    const observer = new MutationObserver(mark);
    observer.observe(document.body, { childList: true, characterData: true, subtree: true });
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      CSS.highlights.delete(NAME);
    };
  }, [q]);
  return null;
}
