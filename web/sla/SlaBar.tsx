import "../lib/later-texts.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import { type BarSegment, barShares, kindOf, type ShareKind } from "./bar-shares.ts";
import css from "./Sla.module.css";
import { secondsText, shortRangeOf, spanText } from "./sla-words.ts";
import { ZoneHint } from "./ZoneHint.tsx";

const KINDS: readonly ShareKind[] = ["open", "paused", "closed", "holiday", "uncounted"];

/** Why time counts or does not count, in words. */
export function useReason(): (because: string) => string {
  const t = useTexts();
  return (because) => {
    const [kind, name = ""] = because.split(/:(.*)/s) as [string, string?];
    if (kind === "holiday") return name;
    if (kind !== "paused") return t(`sla.because.${kind as "open_hours" | "closed" | "before_start" | "no_policy"}`);
    return t("sla.because.paused", {
      status: name === "trash" ? t("sla.because.trash") : t(`statuses.${name as "pending"}`),
    });
  };
}

type PartsProps = Pick<Props, "segments" | "zone">;

interface Props {
  segments: readonly BarSegment[];
  /** The calendar's time zone; null if every hour counts. */
  zone: string | null;
  /** Seconds until the target. */
  left?: number;
  isLong?: boolean;
  /** Past the target. */
  isLate?: boolean;
}

/** Where every second went: a bar, its sums, and each segment in words. */
export function SlaBar({ segments, zone, left = 0, isLong = false, isLate = false }: Props) {
  const t = useTexts();
  const reason = useReason();
  if (segments.length === 0) return null;
  const shares = barShares(segments, left);
  const sums = KINDS.map((kind) => ({
    kind,
    seconds: segments.filter(({ because }) => kindOf(because) === kind).reduce((sum, each) => sum + each.seconds, 0),
  })).filter(({ seconds }) => seconds > 0);
  const parts = segments.map((each) => ({
    ...each,
    kind: kindOf(each.because),
    words: `${reason(each.because)}, ${secondsText(each.seconds)}`,
  }));
  return (
    <div>
      <div className={css.bar} data-late={isLate || undefined} aria-hidden>
        {parts.map(({ from, kind, words }, at) => (
          <i key={from} data-kind={kind} title={words} style={{ flexGrow: shares[at] }} />
        ))}
        {left > 0 && <i data-kind="left" style={{ flexGrow: shares.at(-1) }} />}
      </div>
      <ul className={css.sums}>
        {sums.map(({ kind, seconds }) => (
          <li key={kind}>
            <i data-kind={kind} aria-hidden />
            {t(`sla.kinds.${kind}`)} <b>{spanText(seconds)}</b>
          </li>
        ))}
      </ul>
      <details className={css.account} open={isLong}>
        <summary>{t("sla.account")}</summary>
        <Parts segments={segments} zone={zone} />
      </details>
    </div>
  );
}

/** The hours until the due time: which will count, and which will not. */
export function SlaAhead({ segments, zone }: PartsProps) {
  const t = useTexts();
  if (segments.length === 0) return null;
  return (
    <details className={css.account}>
      <summary>{t("sla.ahead")}</summary>
      <Parts segments={segments} zone={zone} />
    </details>
  );
}

function Parts({ segments, zone }: PartsProps) {
  const reason = useReason();
  const at = zone ?? undefined;
  return (
    <>
      <ZoneHint zone={zone} />
      <ul>
        {segments.map(({ from, to, because, seconds }) => (
          <li key={from}>
            <span>{reason(because)}</span> <span>{secondsText(seconds)}</span>{" "}
            <span title={`${momentOf(from, at)} – ${momentOf(to, at)}`}>{shortRangeOf(from, to, at)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
