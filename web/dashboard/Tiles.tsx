import "../lib/later-texts.ts";
import { Paper, Skeleton, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Fragment } from "react";
import { useTexts } from "../lib/texts.ts";
import { durationOf, numberOf } from "../lib/time.ts";
import { ErrorState } from "../ui/States.tsx";
import { changeOf } from "./change-of.ts";
import { Definition } from "./Definition.tsx";
import classes from "./dashboard.module.css";
import { type Cell, type ReportQuery, useReport } from "./report.ts";
import { searchBehind } from "./searches.ts";

const FIGURES = [
  "created",
  "resolved",
  "open",
  "unassigned",
  "overdue",
  "ended_late",
  "median_first_response",
  "median_resolution",
  "reopened",
] as const;
type FigureName = (typeof FIGURES)[number];

// for some figures fewer is better, for "resolved" more is better; the others are neither
const BETTER: Partial<Record<FigureName, "less" | "more">> = {
  resolved: "more",
  open: "less",
  ended_late: "less",
  median_first_response: "less",
  median_resolution: "less",
  reopened: "less",
};

/** The figures of the range, each compared with the range before; those that have a list lead to it. */
export function Tiles({ query }: { query: ReportQuery }) {
  const t = useTexts();
  const { data, error, refetch } = useReport("summary", query);
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  return (
    <Paper withBorder radius="md" component="section" aria-label={t("dashboard.figures")} className={classes.tiles}>
      {FIGURES.map((name) => {
        const row = data?.rows.find(([figure]) => figure === name);
        const search = searchBehind(name, query);
        const content = row ? <Tile name={name} row={row} /> : <Skeleton height={66} />;
        return (
          <div key={name} className={classes.tileBox}>
            {search ? (
              <Link to="/tickets" search={search} className={classes.tile}>
                {content}
              </Link>
            ) : (
              <div className={classes.tile}>{content}</div>
            )}
            <Definition
              className={classes.tileDefinition}
              of={t(`dashboard.tiles.${name}`)}
              text={t(`dashboard.definitions.figures.${name}`)}
            />
          </div>
        );
      })}
    </Paper>
  );
}

function Tile({ name, row }: { name: FigureName; row: readonly Cell[] }) {
  const t = useTexts();
  const [value, before, tickets] = row.slice(3) as (number | null)[];
  const none = tickets ? t("dashboard.tooFew") : "–";
  const isTime = name.startsWith("median");
  const format = isTime ? durationOf : numberOf;
  const text = value == null ? none : format(value);
  return (
    <>
      <Text size="xs" c="dimmed" truncate>
        {t(`dashboard.tiles.${name}`)}
      </Text>
      <Text
        fz="var(--t-figure)"
        fw="var(--w-strong)"
        lh="var(--l-figure)"
        style={{ fontVariantNumeric: "tabular-nums" }}
      >
        {isTime && value != null ? <Duration text={text} /> : text}
      </Text>
      <Text size="xs" c="dimmed">
        {before != null && value != null && <Change name={name} value={value} before={before} />}
        {before != null &&
          // the open tickets are those of a moment, not of the range before
          t(name === "open" ? "dashboard.atStart" : "dashboard.before", { value: format(before) })}
        {isTime && (before == null ? t("dashboard.ofMedian") : ` (${t("dashboard.ofMedian")})`)}
      </Text>
    </>
  );
}

/** "36h 52m" with the units in small, so that the figures stand out and fit. */
function Duration({ text }: { text: string }) {
  const parts = [...text.matchAll(/(\d[\d.,]*)(\D*)/g)];
  return parts.map(([part, figure, unit]) => (
    <Fragment key={part}>
      {figure}
      <Text span fz="sm" c="dimmed">
        {unit}
      </Text>
    </Fragment>
  ));
}

interface Comparison {
  name: FigureName;
  value: number;
  before: number;
}

/** The change since the previous range in percent. */
function Change({ name, value, before }: Comparison) {
  const better = BETTER[name];
  const change = changeOf(value, before);
  const isMore = value > before;
  // does not show a change that rounds to zero
  const isSame = value === before || change === changeOf(before, before);
  const isGood = !isSame && better !== undefined && (better === "more") === isMore;
  const tone = isSame || !better ? "dimmed" : isGood ? "var(--good)" : "var(--late)";
  if (change === null) return null;
  return (
    <Text span inherit fw="var(--w-strong)" c={tone}>
      {change}{" "}
    </Text>
  );
}
