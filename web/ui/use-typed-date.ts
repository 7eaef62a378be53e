import { type ChangeEvent, useState } from "react";

/**
 * The value of an input for a date, or a date and a time. While its year is being typed, the input keeps what it shows, and
 * nothing is taken: the year 2026 begins as 0002.
 */
export function useTypedDate(value: string, onTake: (value: string) => void) {
  const [typedText, setTypedText] = useState<string | null>(null);
  return {
    value: typedText ?? value,
    // without it, browsers read years of six digits
    max: value.includes("T") ? "9999-12-31T23:59" : "9999-12-31",
    onChange({ currentTarget: { value: text } }: ChangeEvent<HTMLInputElement>) {
      setTypedText(text);
      if (text === "" || text >= FIRST_YEAR) onTake(text);
    },
    onBlur: () => setTypedText(null),
  };
}
const FIRST_YEAR = "1900";
