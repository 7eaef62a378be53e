import css from "./Face.module.css";

const TONES = 8;

const initialsOf = (name: string): string => {
  const words = name.trim().split(/\s+/u);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? "")][0] ?? "");
  return letters.join("").toLocaleUpperCase();
};

function toneOf(name: string): number {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)!) % 997;
  return sum % TONES;
}

/** Somebody's initials in a colour of their own; decoration, since the name stands beside it. */
export function Face({ name, size = 32, title }: { name: string | null; size?: number; title?: string }) {
  return (
    <span
      className={css.face}
      data-tone={name ? toneOf(name) : undefined}
      style={{ width: size, height: size, fontSize: Math.round(size * 0.38) }}
      title={title}
      aria-hidden
    >
      {name ? initialsOf(name) : "?"}
    </span>
  );
}
