import "../lib/later-texts.ts";
import { Text } from "@mantine/core";
import { useTexts } from "../lib/texts.ts";
import { numberOf } from "../lib/time.ts";
import css from "./charts.module.css";
import type { Series } from "./DayChart.tsx";
import { type Report, recordsOf } from "./report.ts";

const MAX_ROWS = 12;

interface Props {
  report: Report;
  /** The column that names the rows, and how its values read. */
  name: string;
  words?: (key: string) => string;
  series: Series[];
}

/** Bars with their values, one or more for each row: a status, an agent, a company. */
export function Bars({ report, name, words = (key) => key, series }: Props) {
  const rows = recordsOf(report)
    .slice(0, MAX_ROWS)
    .map((record, at) => ({
      key: `${at} ${record[name]}`,
      name: words(String(record[name] ?? "")),
      values: series.map(({ key }) => Number(record[key] ?? 0)),
    }));
  const max = Math.max(0, ...rows.flatMap(({ values }) => values));
  if (max === 0) return <Nothing />;
  return (
    <>
      {series.length > 1 && <Legend series={series} />}
      <div className={css.rows}>
        {rows.map((row) => (
          <div key={row.key} className={css.row}>
            <span className={css.name} title={row.name}>
              {row.name}
            </span>
            <div className={css.bars}>
              {row.values.map((value, nth) => (
                <div key={series[nth]!.key} className={css.bar}>
                  <i style={{ flexGrow: value / max, background: series[nth]!.color }} />
                  <span>{numberOf(value)}</span>
                  <i style={{ flexGrow: 1 - value / max }} />
                </div>
              ))}
            </div>
          </div>
        ))}
      </div>
    </>
  );
}

export function Nothing() {
  const t = useTexts();
  return (
    <Text c="dimmed" size="sm" ta="center" py="xl">
      {t("dashboard.nothing")}
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
