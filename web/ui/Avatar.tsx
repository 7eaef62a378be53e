import css from "./Avatar.module.css";

const TONES = 4;
// two letters would be too small to read in a smaller one
const TWO_LETTERS_FROM = 32;

const initialsOf = (name: string): string => {
  // the address of a stranger is no part of their name
  const words = name
    .replace(/\s*<[^<>]*>$/, "")
    .trim()
    .split(/\s+/u);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? "")][0] ?? "");
  return letters.join("").toLocaleUpperCase();
};

function toneOf(name: string): number {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)!) % 997;
  return sum % TONES;
}

/**
 * A person's initials: a disc for a customer, a square in their own color for an agent. Screen readers skip it, because the
 * name is beside it.
 */
export function Avatar({
  name,
  size = 32,
  title,
  isCustomer = false,
}: {
  name: string | null;
  size?: number;
  title?: string | undefined;
  isCustomer?: boolean;
}) {
  const initials = name ? initialsOf(name) : "?";
  return (
    <span
      className={css.face}
      data-tone={name ? toneOf(name) : undefined}
      data-customer={isCustomer || undefined}
      style={{ width: size, height: size }}
      title={title}
      aria-hidden
    >
      {size < TWO_LETTERS_FROM ? [...initials][0] : initials}
    </span>
  );
}
