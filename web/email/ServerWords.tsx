import "../lib/later-texts.ts";
import { mailTroubleOf } from "../../wire/mail-troubles.ts";
import { useTexts } from "../lib/texts.ts";
import css from "./ServerWords.module.css";

/** What a mail server's words mean; the words themselves are behind “Details”. */
export function ServerWords({ words }: { words: string }) {
  const t = useTexts();
  const trouble = mailTroubleOf(words);
  return (
    <>
      {trouble && <span className={css.plain}>{t(`email.trouble.${trouble}`)}</span>}
      <details className={css.words}>
        <summary>{t("email.wordsDetails")}</summary>
        <q>{words}</q>
      </details>
    </>
  );
}

/** What a mail server's words mean, or the words if that is not known. */
export function ShortWords({ words }: { words: string }) {
  const t = useTexts();
  const trouble = mailTroubleOf(words);
  return trouble ? t(`email.trouble.${trouble}`) : words;
}
