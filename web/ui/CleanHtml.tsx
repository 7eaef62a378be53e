import { createContext, memo, type RefObject, use, useLayoutEffect, useMemo, useRef } from "react";
import { useTexts } from "../lib/texts.ts";
import css from "./CleanHtml.module.css";
import { loadable, useLoaded } from "./loadable.ts";

type Sanitizer = typeof import("./shown-text.ts");

/** No text is shown before it is loaded. */
const sanitizer = loadable(() => import("./shown-text.ts"));

/** Whether texts can be shown yet. If not, loads the sanitizer. */
export const useCanShowTexts = (): boolean => useLoaded(sanitizer) !== null;

/** The addresses of the pictures within texts, by the IDs of their files. */
export const Pictures = createContext<ReadonlyMap<string, string>>(new Map());

/** The known addresses, and those of the pictures among these files. */
export function usePicturesOf(files: readonly { id: string; file: string }[]): ReadonlyMap<string, string> {
  const pictures = use(Pictures);
  // compared by content, because a ticket that is read again has the same files in new objects
  const fileList = files.map(({ id, file }) => `${id} ${file}`).join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: as said
  return useMemo(
    () => new Map([...pictures, ...files.map(({ id, file }) => [id, file] as const)]),
    [pictures, fileList],
  );
}

/** Where this page has the pictures of other sites that were asked for, by their own addresses. */
export type RemoteAddresses = ReadonlyMap<string, string>;

function useShowPictures(
  text: RefObject<HTMLElement | null>,
  cleaner: Sanitizer | null,
  remote: RemoteAddresses | undefined,
): void {
  const addresses = use(Pictures);
  useLayoutEffect(() => {
    if (text.current) cleaner?.showPictures(text.current, addresses, remote);
  });
}

/** A text that someone wrote, plain or HTML, without anything that could run. The only place that sets HTML. */
export const CleanHtml = memo(function CleanHtml({ text, remote }: { text: string; remote?: RemoteAddresses }) {
  const t = useTexts();
  const cleaner = useLoaded(sanitizer);
  const place = useRef<HTMLDivElement>(null);
  useShowPictures(place, cleaner, remote);
  if (!cleaner) return <div className={css.coming} aria-busy />;
  const { html, quoted, after } = cleaner.shownOf(text);
  return (
    <div ref={place} className={css.text} dir="auto">
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: cleaned by DOMPurify with an allow-list */}
      <div dangerouslySetInnerHTML={{ __html: html }} />
      {quoted && (
        <details className={css.quoted}>
          <summary aria-label={t("common.quoted")} title={t("common.quoted")}>
            …
          </summary>
          {/* biome-ignore lint/security/noDangerouslySetInnerHtml: cleaned by DOMPurify with an allow-list */}
          <div dangerouslySetInnerHTML={{ __html: quoted }} />
        </details>
      )}
      {after && (
        // biome-ignore lint/security/noDangerouslySetInnerHtml: cleaned by DOMPurify with an allow-list
        <div dangerouslySetInnerHTML={{ __html: after }} />
      )}
    </div>
  );
});
