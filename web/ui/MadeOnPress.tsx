import { type ReactNode, useLayoutEffect, useRef, useState } from "react";

interface Props {
  /** Draws its button until it is first pressed. */
  plain(press: () => void): ReactNode;
  /** Draws all of it, with a button that looks the same. */
  children(): ReactNode;
}

/** A menu, or something else that a button opens. It is made when the button is first pressed, because most never are. */
export function MadeOnPress({ plain, children }: Props) {
  const place = useRef<HTMLSpanElement>(null);
  const [isMade, setMade] = useState(false);
  // presses the button that has replaced the plain one, before the page is painted
  useLayoutEffect(() => {
    const button = isMade && place.current?.querySelector("button");
    if (!button) return;
    button.focus();
    button.click();
  }, [isMade]);
  return (
    <span ref={place} style={{ display: "contents" }}>
      {isMade ? children() : plain(() => setMade(true))}
    </span>
  );
}
