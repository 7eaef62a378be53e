import type { WeekStart } from "../../wire/week-starts.ts";
import "../lib/later-texts.ts";
import { useTexts } from "../lib/texts.ts";
import { numberOf } from "../lib/time.ts";
import { weekdayName } from "./cells.ts";
import classes from "./dashboard.module.css";
import { recordsOf } from "./records.ts";
import type { Report } from "./report.ts";
import { weekdaysFrom } from "./week.ts";

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** Weekdays by hours, the busier the darker. */
export function BusiestHours({ report, weekStart }: { report: Report; weekStart: WeekStart }) {
  const t = useTexts();
  const counts = new Map(
    recordsOf(report).map(({ weekday, hour, created }) => [`${weekday} ${hour}`, Number(created ?? 0)]),
  );
  const most = Math.max(1, ...counts.values());
  return (
    <div className={classes.heat}>
      <span />
      {HOURS.filter((hour) => hour % 3 === 0).map((hour) => (
        <span key={hour} className={classes.hour} aria-hidden>
          {hour}
        </span>
      ))}
      {weekdaysFrom(weekStart).map((day) => (
        <div key={day} className={classes.heatRow}>
          <span className={classes.weekday}>{weekdayName(day)}</span>
          {HOURS.map((hour) => {
            const n = counts.get(`${day} ${hour}`) ?? 0;
            return (
              <span
                key={hour}
                className={classes.cell}
                style={{ "--share": n / most } as React.CSSProperties}
                title={t("dashboard.inHour", { day: weekdayName(day, "long"), hour, count: n, n: numberOf(n) })}
              />
            );
          })}
        </div>
      ))}
    </div>
  );
}
