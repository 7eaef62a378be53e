import { type ChangeEvent, type FormEvent, useState } from "react";
import { fromWallTime } from "../lib/time.ts";

/** A small form for a date and a time in the user's time zone. It returns the moment. */
export function useExactTime(onTake: (at: string) => void, initial = "") {
  const [value, setValue] = useState(initial);
  return {
    onSubmit(event: FormEvent) {
      event.preventDefault();
      if (value) onTake(fromWallTime(value));
    },
    input: {
      type: "datetime-local",
      value,
      onChange: (event: ChangeEvent<HTMLInputElement>) => setValue(event.currentTarget.value),
    },
    /** The moment that is chosen; empty if none is. */
    at: value && fromWallTime(value),
    isEmpty: value === "",
  };
}
