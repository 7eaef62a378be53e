import "../lib/later-texts.ts";
import { Button, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { InboxSearch } from "../inbox/address.ts";
import { useTexts } from "../lib/texts.ts";
import { cellText } from "./cells.ts";
import { changeOf } from "./change-of.ts";
import css from "./charts.module.css";
import type { Series } from "./DayChart.tsx";
import { isTooFew, recordsOf } from "./records.ts";
import type { Report } from "./report.ts";
import type { FigureSearch } from "./searches.ts";

const FIRST_ROWS = 5;

interface Props {
  report: Report;
  /** The column that names the rows, and the format of its values. */
  name: string;
  words?: (key: string) => string;
  series: Series[];
  /** For times, of which the shortest is the best: the shortest come first, and rows with too few tickets come last. */
  isLeastFirst?: boolean;
  /** The list of tickets behind a figure of a row. */
  search?: FigureSearch;
}

interface Row {
  key: string;
  name: string;
  values: number[];
  /** The formatted values. A hidden value is not zero. */
  texts: string[];
  /** The change of the first value since the previous range. */
  change: string | null;
  /** Whether a value is missing because it would describe too few. */
  isHidden: boolean;
  /** The list of tickets behind each value. */
  searches: (InboxSearch | null)[];
}

/**
 * Bars with their values, longest first: one or more a row, which is a status, an agent or a company. Empty rows are left out.
 */
export function Bars({ report, name, words = (key) => key, series, isLeastFirst = false, search = () => null }: Props) {
  const t = useTexts();
  const [isWhole, setWhole] = useState(false);
  const rows = rowsOf({ report, name, words, series, isLeastFirst, search }, t("dashboard.tooFew"));
  if (rows.length === 0) return <Nothing />;
  const max = Math.max(...rows.flatMap(({ values }) => values)) || 1;
  const visible = isWhole ? rows : rows.slice(0, FIRST_ROWS);
  return (
    <>
      <div className={css.rows}>
        {visible.map((row) => (
          <BarRow key={row.key} row={row} series={series} max={max} hasChanges={rows.some(({ change }) => change)} />
        ))}
      </div>
      {rows.length > FIRST_ROWS && (
        <Button variant="subtle" size="compact-xs" mt={4} aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? t("dashboard.showFewer") : t("dashboard.showAll", { count: rows.length })}
        </Button>
      )}
    </>
  );
}

function rowsOf({ report, name, words, series, isLeastFirst, search }: Required<Props>, tooFew: string): Row[] {
  const before = new Map(
    report.previous
      ? recordsOf({ ...report, rows: report.previous.rows, previous: null }).map((r) => [r[name], r])
      : [],
  );
  const unitOf = (key: string) => report.columns.find((column) => column.key === key)?.unit ?? "number";
  const rows = recordsOf(report).map((record, at): Row => {
    const values = series.map(({ key }) => Number(record[key] ?? 0));
    const earlier = before.get(record[name] ?? null)?.[series[0]!.key];
    const isHidden = series.some(({ key }) => isTooFew(record, key));
    return {
      key: `${at} ${record[name]}`,
      name: words(String(record[name] ?? "")),
      values,
      texts: series.map(({ key }) => (isTooFew(record, key) ? tooFew : cellText(record[key] ?? null, unitOf(key)))),
      change: typeof earlier === "number" && !isHidden ? changeOf(values[0]!, earlier) : null,
      isHidden,
      searches: series.map(({ key }) => search(record, key)),
    };
  });
  if (isLeastFirst)
    return rows.toSorted((a, b) => Number(a.isHidden) - Number(b.isHidden) || a.values[0]! - b.values[0]!);
  return rows.filter(({ values }) => values.some((value) => value > 0)).toSorted((a, b) => b.values[0]! - a.values[0]!);
}

interface BarRowProps {
  row: Row;
  series: Series[];
  max: number;
  hasChanges: boolean;
}

function BarRow({ row, series, max, hasChanges }: BarRowProps) {
  const search = row.searches[0];
  const isOne = series.length === 1;
  const content = (
    <>
      {isOne || !search ? (
        <span className={css.name} title={row.name}>
          {row.name}
        </span>
      ) : (
        <FigureLink row={row} nth={0} label={series[0]!.label} className={css.name}>
          {row.name}
        </FigureLink>
      )}
      <div className={css.bars}>
        {row.values.map((value, nth) => (
          <BarOf key={series[nth]!.key} search={isOne || value === 0 ? null : row.searches[nth]!}>
            <i style={{ width: `${(value / max) * 100}%`, background: series[nth]!.color }} />
          </BarOf>
        ))}
      </div>
      <span className={css.values}>
        {row.texts.map((text, nth) => (
          <span key={series[nth]!.key}>
            {/* the name is the link of the first one */}
            {nth > 0 && row.values[nth]! > 0 ? (
              <FigureLink row={row} nth={nth} label={series[nth]!.label} className={css.value}>
                {text}
              </FigureLink>
            ) : (
              text
            )}
          </span>
        ))}
      </span>
      {hasChanges && <span className={css.change}>{row.change}</span>}
    </>
  );
  const classes = `${css.row} ${hasChanges ? css.withChange : ""}`;
  return isOne && search ? (
    <Link to="/tickets" search={search} className={classes}>
      {content}
    </Link>
  ) : (
    <div className={classes}>{content}</div>
  );
}

/** One of several bars. A click opens the tickets behind it; for the keyboard, the name and the figures are links. */
function BarOf({ search, children }: { search: InboxSearch | null; children: ReactNode }) {
  if (!search) return <div className={css.bar}>{children}</div>;
  return (
    <Link to="/tickets" search={search} className={css.bar} tabIndex={-1} aria-hidden>
      {children}
    </Link>
  );
}

interface FigureLinkProps {
  row: Row;
  nth: number;
  label: string;
  className: string | undefined;
  children: ReactNode;
}

/** Opens the tickets behind one of several bars of a row, if they can be listed, and says which. */
function FigureLink({ row, nth, label, className, children }: FigureLinkProps) {
  const search = row.searches[nth];
  if (!search) return children;
  const what = `${row.name}, ${label}: ${row.texts[nth]}`;
  return (
    <Link to="/tickets" search={search} className={className} aria-label={what} title={what}>
      {children}
    </Link>
  );
}

export function Nothing({ children }: { children?: ReactNode }) {
  const t = useTexts();
  return (
    <Text c="dimmed" size="sm" ta="center" py="xl">
      {children || t("dashboard.nothing")}
    </Text>
  );
}

export function Legend({ series }: { series: readonly Series[] }) {
  return (
    <ul className={css.legend}>
      {series.map(({ key, label, color, isDashed }) => (
        <li key={key}>
          <i data-dashed={isDashed || undefined} style={{ "--color": color } as React.CSSProperties} />
          {label}
        </li>
      ))}
    </ul>
  );
}
