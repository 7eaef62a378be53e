import { type ComponentProps, type RefObject, useRef } from "react";
import type { Editor } from "../editor/Editor.tsx";
import { paragraphs } from "../replies/texts-together.ts";
import { loadable, useLoaded } from "../ui/loadable.ts";
import classes from "./new-ticket.module.css";

const editor = loadable(() => import("../editor/Editor.tsx"));

type Props = ComponentProps<typeof Editor>;

/** The editor is most of the page's script, so the form does not wait for it. */
export function LazyEditor(props: Props) {
  const code = useLoaded(editor);
  const hasFocus = useRef(false);
  return code ? <code.Editor {...props} autoFocus={hasFocus.current} /> : <Early {...props} hasFocus={hasFocus} />;
}

/** Takes the typed text until the editor is loaded. */
function Early({ label, text, onChange, hasFocus }: Props & { hasFocus: RefObject<boolean> }) {
  const before = useRef(text);
  return (
    <textarea
      className={classes.early}
      aria-label={label}
      aria-busy
      onChange={({ currentTarget: { value } }) => onChange?.(before.current + paragraphs(value))}
      onFocus={() => {
        hasFocus.current = true;
      }}
      onBlur={() => {
        hasFocus.current = false;
      }}
    />
  );
}
