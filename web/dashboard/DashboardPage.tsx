import "../lib/later-texts.ts";
import { Box, Button, Group, Title } from "@mantine/core";
import { IconMail } from "@tabler/icons-react";
import { Link, useSearch } from "@tanstack/react-router";
import { usePreferences } from "../lib/preferences.ts";
import { locale, useTexts } from "../lib/texts.ts";
import { ArrangeCharts } from "./ArrangeCharts.tsx";
import { chartsOf, WIDE } from "./charts.ts";
import classes from "./dashboard.module.css";
import { daysOf, searchOr } from "./days.ts";
import { RangeBar } from "./RangeBar.tsx";
import { ReportCard } from "./ReportCard.tsx";
import type { DashboardSearch } from "./range.ts";
import type { ReportQuery } from "./report.ts";
import { useDrawings } from "./reports.tsx";
import { Tiles } from "./Tiles.tsx";
import { useUnusedParts } from "./unused-parts.ts";
import { weekStartOf } from "./week.ts";

/** The figures of the desk for any range of days. */
export function DashboardPage() {
  const t = useTexts();
  const search = searchOr(useSearch({ strict: false }) as DashboardSearch);
  const { time_zone, dashboard_reports } = usePreferences();
  const tz = time_zone || Intl.DateTimeFormat().resolvedOptions().timeZone;
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: tz }).format(new Date());
  const weekStart = weekStartOf(locale());
  const days = daysOf(search, today, weekStart);
  const query: ReportQuery = {
    ...days,
    tz,
    week_start: weekStart,
    ...(search.compare !== "no" && { compare: "true" }),
    ...(search.team && { team: search.team }),
  };
  const drawings = useDrawings(query);
  const charts = chartsOf(dashboard_reports, useUnusedParts(query, today, dashboard_reports.length === 0));
  return (
    <Box className={classes.page}>
      <Group justify="space-between" mb="sm">
        <Title order={1} size="h2">
          {t("dashboard.title")}
        </Title>
        <Group gap="sm">
          <RangeBar search={search} {...days} />
          <ArrangeCharts shown={charts} />
          <Button
            variant="default"
            leftSection={<IconMail size={16} aria-hidden />}
            renderRoot={(props) => <Link to="/settings/$part" params={{ part: "reports" }} {...props} />}
          >
            {t("reportEmails.title")}
          </Button>
        </Group>
      </Group>
      <Tiles query={query} />
      <div className={classes.cards}>
        {charts.map((name) => (
          <ReportCard
            key={name}
            name={name}
            title={t(`dashboard.reports.${name}`)}
            query={query}
            isWide={WIDE.has(name)}
            drawing={drawings[name]}
          />
        ))}
      </div>
    </Box>
  );
}
