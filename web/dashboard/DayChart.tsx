import "../lib/later-texts.ts";
import { Text } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { type PointerEvent, useState } from "react";
import type { InboxSearch } from "../inbox/address.ts";
import { useTexts } from "../lib/texts.ts";
import { durationOf, numberOf } from "../lib/time.ts";
import { Legend, Nothing } from "./Bars.tsx";
import { shortDay } from "./cells.ts";
import css from "./charts.module.css";
import { daysOfWeek, isByWeek, isTooFew, recordsOf, unbrokenRuns } from "./records.ts";
import type { Report } from "./report.ts";
import { type AxisUnit, ticksTo } from "./scale.ts";
import type { FigureSearch } from "./searches.ts";

const HEIGHT = 144;
const [TOP, BOTTOM] = [8, 24];
const AXIS_WIDTH = { tickets: 40, hours: 60 } as const;
const LABEL_WIDTH = 68;
// the share of a day's width that its bars take
const BARS_SHARE = 0.76;

export interface Series {
  key: string;
  label: string;
  color: string;
  isDashed?: boolean;
}

interface Props {
  report: Report;
  series: Series[];
  unit: AxisUnit;
  /** Bars for daily counts, lines for levels. */
  shape: "bars" | "lines";
  /** The list of tickets behind a bar, which a click opens; for the keyboard, the figures of the table are links. */
  search?: FigureSearch;
}

interface Plot {
  /** Values by day; null where there is none. */
  values: Map<string, (number | null)[]>;
  /** Days without a value because too few tickets stand behind it. */
  tooFew: Map<string, boolean[]>;
  /** The days as YYYY-MM-DD, and formatted. */
  dates: string[];
  days: string[];
  isByWeek: boolean;
  /** The number of days of a cut-off week; null for a whole one. */
  parts: (number | null)[];
  width: number;
  ticks: number[];
  x(day: number): number;
  y(value: number): number;
}

/** Figures by day. The previous period is a dashed line. */
export function DayChart({ report, series, unit, shape, search }: Props) {
  const t = useTexts();
  const { ref, width } = useElementSize();
  const [pointedDay, setPointedDay] = useState<number | null>(null);
  const before: Series[] = report.previous
    ? [
        {
          key: `before_${series[0]!.key}`,
          label: t("dashboard.rangeBefore"),
          color: "var(--c-3)",
          isDashed: true,
        },
      ]
    : [];
  const all = [...series, ...before];
  const plot = plotOf(report, all, unit, width);
  // the previous period alone says nothing
  if (series.every(({ key }) => plot.values.get(key)!.every((value) => value === null)))
    return <Nothing>{plot.tooFew.get(series[0]!.key)!.includes(true) && <TooFew report={report} />}</Nothing>;
  const seriesWithGaps = series.filter(({ key }) => plot.tooFew.get(key)!.includes(true));
  const records = recordsOf(report);
  const last = plot.days.length - 1;
  const point = ({ clientX, currentTarget }: PointerEvent) => {
    const at = clientX - currentTarget.getBoundingClientRect().left - AXIS_WIDTH[unit];
    const day = Math.floor((at / (width - AXIS_WIDTH[unit])) * plot.days.length);
    setPointedDay(last < 0 ? null : Math.min(last, Math.max(0, day)));
  };
  const dayAt = pointedDay !== null && pointedDay <= last ? pointedDay : null;
  return (
    <>
      <Legend series={all} />
      <div ref={ref} className={css.plot} onPointerMove={point} onPointerLeave={() => setPointedDay(null)}>
        {width > 0 && (
          <svg width={width} height={HEIGHT} aria-hidden>
            <Axes plot={plot} unit={unit} />
            {dayAt !== null && (
              <line x1={plot.x(dayAt)} x2={plot.x(dayAt)} y1={TOP} y2={HEIGHT - BOTTOM} className={css.pointer} />
            )}
            {before.map((each) => (
              <Line key={each.key} plot={plot} series={each} />
            ))}
            {shape === "bars" ? (
              <DayBars plot={plot} series={series} searchOf={(day, key) => search?.(records[day]!, key) ?? null} />
            ) : (
              series.map((each) => <Line key={each.key} plot={plot} series={each} />)
            )}
          </svg>
        )}
        {dayAt !== null && <Tip plot={plot} day={dayAt} series={all} unit={unit} />}
      </div>
      {seriesWithGaps.length > 0 && (
        <Text size="xs" c="dimmed">
          {t("dashboard.hiddenDays", { series: seriesWithGaps.map(({ label }) => label).join(", ") })}
        </Text>
      )}
    </>
  );
}

/** Why there is no line: each day has too few tickets for a figure. The whole period may have one. */
function TooFew({ report: { totals } }: { report: Report }) {
  const t = useTexts();
  const median = totals?.median ?? null;
  return (
    <>
      {t("dashboard.tooFewByDay")}
      {median !== null && (
        <>
          <br />
          {t("dashboard.medianOfAll", { time: durationOf(Number(median)) })}
        </>
      )}
    </>
  );
}

function plotOf(report: Report, series: readonly Series[], unit: AxisUnit, width: number): Plot {
  const records = recordsOf(report);
  const values = new Map(
    series.map(({ key }) => [
      key,
      records.map(({ [key]: cell }) => (cell === null || cell === undefined ? null : Number(cell))),
    ]),
  );
  const ticks = ticksTo(Math.max(0, ...[...values.values()].flat().map((value) => value ?? 0)), unit);
  const perDay = (width - AXIS_WIDTH[unit]) / Math.max(1, records.length);
  return {
    values,
    tooFew: new Map(series.map(({ key }) => [key, records.map((record) => isTooFew(record, key))])),
    dates: records.map(({ day }) => String(day)),
    days: records.map(({ day }) => shortDay(String(day))),
    isByWeek: isByWeek(report),
    parts: records.map(({ days }) => daysOfWeek(report, days)),
    width,
    ticks,
    x: (day) => AXIS_WIDTH[unit] + (day + 0.5) * perDay,
    y: (value) => HEIGHT - BOTTOM - (value / ticks.at(-1)!) * (HEIGHT - TOP - BOTTOM),
  };
}

const textOf = (value: number, unit: AxisUnit): string => (unit === "hours" ? durationOf(value) : numberOf(value));

function Axes({ plot: { dates, days, width, ticks, x, y }, unit }: { plot: Plot; unit: AxisUnit }) {
  const axis = AXIS_WIDTH[unit];
  const every = Math.max(1, Math.ceil((days.length * LABEL_WIDTH) / Math.max(1, width - axis)));
  return (
    <g className={css.axes}>
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1={axis} x2={width} y1={y(tick)} y2={y(tick)} />
          <text x={axis - 8} y={y(tick)} dy="0.32em" textAnchor="end">
            {textOf(tick, unit)}
          </text>
        </g>
      ))}
      {days.map(
        (day, at) =>
          at % every === 0 &&
          x(at) < width - LABEL_WIDTH / 3 && (
            <text key={dates[at]} x={x(at)} y={HEIGHT - 6} textAnchor="middle">
              {day}
            </text>
          ),
      )}
    </g>
  );
}

interface DayBarsProps {
  plot: Plot;
  series: readonly Series[];
  searchOf(day: number, key: string): InboxSearch | null;
}

function DayBars({ plot: { values, dates, x, y }, series, searchOf }: DayBarsProps) {
  const navigate = useNavigate();
  const barWidth = Math.min(18, ((x(1) - x(0)) * BARS_SHARE) / series.length);
  return series.map(({ key, color }, nth) => {
    const offset = (nth - series.length / 2) * barWidth;
    return (
      <g key={key} fill={color}>
        {values.get(key)!.map((value, day) => {
          if (value === null) return null;
          const search = value > 0 ? searchOf(day, key) : null;
          return (
            <rect
              key={dates[day]}
              x={x(day) + offset}
              y={y(value)}
              width={Math.max(1, barWidth - 1)}
              height={y(0) - y(value)}
              {...(search && { className: css.opens, onClick: () => void navigate({ to: "/tickets", search }) })}
            />
          );
        })}
      </g>
    );
  });
}

/** A line that ends where a day has no value, and goes on after it. */
function Line({ plot: { values, dates, x, y }, series: { key, color, isDashed } }: { plot: Plot; series: Series }) {
  return unbrokenRuns(values.get(key)!).map(({ from, run }) =>
    run.length === 1 ? (
      <circle key={dates[from]} cx={x(from)} cy={y(run[0]!)} r={isDashed ? 1.5 : 3} fill={color} />
    ) : (
      <polyline
        key={dates[from]}
        points={run.map((value, at) => `${x(from + at)},${y(value)}`).join(" ")}
        fill="none"
        stroke={color}
        strokeWidth={isDashed ? 1.5 : 2}
        strokeDasharray={isDashed ? "4 4" : undefined}
      />
    ),
  );
}

function Tip({ plot, day, series, unit }: { plot: Plot; day: number; series: readonly Series[]; unit: AxisUnit }) {
  const t = useTexts();
  const n = plot.parts[day] ?? null;
  const label = plot.isByWeek ? t("dashboard.weekOf", { day: plot.days[day]! }) : plot.days[day]!;
  const isRight = plot.x(day) > plot.width / 2;
  const side = isRight ? { right: plot.width - plot.x(day) + 10 } : { left: plot.x(day) + 10 };
  return (
    <div className={css.tip} style={side}>
      <strong>{n === null ? label : t("dashboard.partWeek", { day: label, n })}</strong>
      {series.map(({ key, label, color }) => {
        const value = plot.values.get(key)![day] ?? null;
        const none = plot.tooFew.get(key)![day] ? t("dashboard.tooFew") : "–";
        return (
          <span key={key}>
            <i style={{ background: color }} />
            {label}
            <b>{value === null ? none : textOf(value, unit)}</b>
          </span>
        );
      })}
    </div>
  );
}
