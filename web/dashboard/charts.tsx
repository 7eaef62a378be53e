import "@mantine/charts/styles.layer.css";
import { AreaChart, BarChart, LineChart } from "@mantine/charts";
import { Text } from "@mantine/core";
import { useTexts } from "../lib/texts.ts";
import { durationOf, numberOf } from "../lib/time.ts";
import { shortDay } from "./cells.ts";
import { type Report, recordsOf } from "./report.ts";

const HEIGHT = 240;
const TEAL = "var(--docket-chart-1)";
const ORANGE = "var(--docket-chart-2)";
const GRAY = "var(--docket-chart-before)";

interface Series {
  key: string;
  label: string;
  color: string;
}

/** Curves by day; the range before as a thin grey line behind the first. */
export function ByDay({ report, series, kind }: { report: Report; series: Series[]; kind: "tickets" | "hours" }) {
  const t = useTexts();
  const records = recordsOf(report).map((record) => ({ ...record, day: shortDay(String(record.day)) }));
  const lines = series.map(({ key, label, color }) => ({ name: key, label, color }));
  const first = series[0]!;
  const before = report.previous
    ? [{ name: `before_${first.key}`, label: t("dashboard.rangeBefore"), color: GRAY, strokeDasharray: "4 4" }]
    : [];
  const shared = {
    h: HEIGHT,
    data: records,
    dataKey: "day",
    withLegend: true,
    withDots: false,
    strokeWidth: 2,
    curveType: "monotone" as const,
    tickLine: "none" as const,
    valueFormatter: kind === "hours" ? (n: number) => durationOf(n) : numberOf,
    xAxisProps: { minTickGap: 24 },
    yAxisProps: { width: kind === "hours" ? 64 : 44, allowDecimals: kind === "hours" },
    legendProps: { verticalAlign: "top" as const, height: 32 },
    connectNulls: true,
  };
  if (kind === "hours") return <LineChart {...shared} series={[...before, ...lines]} />;
  return <AreaChart {...shared} fillOpacity={0.12} series={[...before, ...lines]} />;
}

/** Bars, one for each row. */
export function Bars({ report, label, words }: { report: Report; label: string; words: (key: string) => string }) {
  const t = useTexts();
  const [name, figure] = report.columns.map(({ key }) => key) as [string, string];
  const data = recordsOf(report).map((record) => ({ name: words(String(record[name] ?? "")), n: record[figure] }));
  if (data.every(({ n }) => !n)) return <Nothing text={t("dashboard.nothing")} />;
  return (
    <BarChart
      h={HEIGHT}
      data={data}
      dataKey="name"
      orientation="vertical"
      series={[{ name: "n", label, color: TEAL }]}
      tickLine="none"
      gridAxis="x"
      withBarValueLabel
      maxBarWidth={22}
      valueFormatter={numberOf}
      yAxisProps={{ width: 116 }}
      xAxisProps={{ allowDecimals: false }}
    />
  );
}

/** Two figures side by side for each row of names: agents, companies. */
export function Pairs({ report, name, series }: { report: Report; name: string; series: Series[] }) {
  const t = useTexts();
  const records = recordsOf(report).slice(0, 12);
  if (records.length === 0) return <Nothing text={t("dashboard.nothing")} />;
  return (
    <BarChart
      h={Math.max(HEIGHT, records.length * 34 + 60)}
      data={records}
      dataKey={name}
      orientation="vertical"
      series={series.map(({ key, label, color }) => ({ name: key, label, color }))}
      withLegend
      legendProps={{ verticalAlign: "top", height: 32 }}
      tickLine="none"
      gridAxis="x"
      maxBarWidth={14}
      valueFormatter={numberOf}
      yAxisProps={{ width: 132 }}
      xAxisProps={{ allowDecimals: false }}
    />
  );
}

function Nothing({ text }: { text: string }) {
  return (
    <Text c="dimmed" size="sm" ta="center" py="xl">
      {text}
    </Text>
  );
}

export const colors = { first: TEAL, second: ORANGE };
