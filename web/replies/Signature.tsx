import "../lib/later-texts.ts";
import { Checkbox } from "@mantine/core";
import { useTexts } from "../lib/texts.ts";
import { CleanHtml } from "../ui/CleanHtml.tsx";
import { clean } from "../ui/clean-html.ts";
import css from "./Signature.module.css";

/** The text with the signature below it. A reply whose sending was undone already has it. */
export function withSignature(html: string, signature: string): string {
  const below = clean(signature.includes("<") ? signature : signature.replaceAll(/\r?\n/g, "<br>"));
  return !below || html.includes(below) ? html : `${html}<p></p>${below}`;
}

/** Shows the signature of a reply, and can leave it out. */
export function Signature({ html, isOn, onChange }: { html: string; isOn: boolean; onChange(isOn: boolean): void }) {
  const t = useTexts();
  return (
    <div className={css.signature}>
      <Checkbox
        size="xs"
        checked={isOn}
        onChange={(event) => onChange(event.currentTarget.checked)}
        label={t("replies.signature")}
      />
      {isOn && (
        <div className={css.text}>
          <CleanHtml text={html} />
        </div>
      )}
    </div>
  );
}
