import { keyCaps } from "../lib/actions.ts";
import css from "./Keys.module.css";

/** The keys of a shortcut as caps. */
export function Keys({ of }: { of: string }) {
  return (
    <span className={css.keys}>
      {keyCaps(of).map((press) => (
        <span key={press.join("+")} className={css.press}>
          {press.map((cap) => (
            <Cap key={cap} of={cap} />
          ))}
        </span>
      ))}
    </span>
  );
}

/** One key. */
export const Cap = ({ of }: { of: string }) => <kbd className={css.cap}>{of}</kbd>;
