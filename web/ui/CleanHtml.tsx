import { memo, useEffect } from "react";
import { store, useStore } from "../lib/store.ts";
import { useTexts } from "../lib/texts.ts";
import css from "./CleanHtml.module.css";

type Cleaning = typeof import("./clean-html.ts");

const cleaning = store<Cleaning | null>(null);
let coming: Promise<void> | null = null;

/** Fetches what cleans; until it is there nothing is shown. */
export function prepareCleaning(): Promise<void> {
  coming ??= import("./clean-html.ts").then(
    (loaded) => cleaning.set(loaded),
    () => {
      // tried again by the next one that needs it
      coming = null;
    },
  );
  return coming;
}

/** Text that somebody wrote, plain or HTML, shown so that nothing in it can act. The only place that sets HTML. */
export const CleanHtml = memo(function CleanHtml({ text }: { text: string }) {
  const t = useTexts();
  const loaded = useStore(cleaning);
  useEffect(() => {
    if (!loaded) void prepareCleaning();
  }, [loaded]);
  if (!loaded) return <div className={css.coming} aria-busy />;
  const { html, quoted } = loaded.shownOf(text);
  return (
    <div className={css.text} dir="auto">
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
    </div>
  );
});
