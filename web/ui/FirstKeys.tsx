import { useState } from "react";
import css from "./FirstKeys.module.css";

interface Props {
  label: string;
  text: string;
  onText(text: string): void;
  onEscape(): void;
}

/** Holds the focus until a dialog has loaded and takes it. Typed letters are neither lost nor taken for shortcuts. */
export function FirstKeys({ label, text, onText, onEscape }: Props) {
  const [isOver, setOver] = useState(false);
  if (isOver) return null;
  return (
    <input
      className={css.box}
      aria-label={label}
      value={text}
      spellCheck={false}
      // this field handles Escape, even while the dialog is opening
      data-mantine-stop-propagation="true"
      // biome-ignore lint/a11y/noAutofocus: the user has asked for the dialog, to type into it
      autoFocus
      onBlur={() => setOver(true)}
      onChange={(event) => onText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape") onEscape();
        // Enter would submit the form around it
        if (event.key === "Escape" || (event.key === "Enter" && !event.ctrlKey && !event.metaKey))
          event.preventDefault();
      }}
    />
  );
}
