import "../lib/later-texts.ts";
import { Box, Group, Title } from "@mantine/core";
import { useSearch } from "@tanstack/react-router";
import { usePreferences } from "../lib/preferences.ts";
import { language, useTexts } from "../lib/texts.ts";
import { Bars } from "./Bars.tsx";
import { BusiestHours } from "./BusiestHours.tsx";
import { DayChart } from "./DayChart.tsx";
import classes from "./dashboard.module.css";
import { RangeBar } from "./RangeBar.tsx";
import { ReportCard } from "./ReportCard.tsx";
import { type DashboardSearch, daysOf } from "./range.ts";
import type { ReportQuery } from "./report.ts";
import { Tiles } from "./Tiles.tsx";
import { weekStartOf } from "./week.ts";

const colors = { first: "var(--c-1)", second: "var(--c-2)" };

/** How the desk is doing, over any range of days. */
export function DashboardPage() {
  const t = useTexts();
  const search = useSearch({ strict: false }) as DashboardSearch;
  const { time_zone } = usePreferences();
  const tz = time_zone || Intl.DateTimeFormat().resolvedOptions().timeZone;
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: tz }).format(new Date());
  const days = daysOf(search, today);
  const weekStart = weekStartOf(language(), navigator.languages);
  const asked: ReportQuery = {
    ...days,
    tz,
    week_start: weekStart,
    ...(search.compare !== "no" && { compare: "true" }),
    ...(search.team && { team: search.team }),
  };
  const median = { key: "median", label: t("dashboard.columns.median"), color: colors.first };
  const p90 = { key: "p90", label: t("dashboard.columns.p90"), color: colors.second };
  const open = { key: "open", label: t("dashboard.columns.open"), color: colors.first };
  const created = { key: "created", label: t("dashboard.columns.created"), color: colors.first };
  const resolved = { key: "resolved", label: t("dashboard.columns.resolved"), color: colors.second };
  return (
    <Box className={classes.page}>
      <Group justify="space-between" mb="md">
        <Title order={1} size="h2">
          {t("dashboard.title")}
        </Title>
        <RangeBar search={search} {...days} />
      </Group>
      <Tiles asked={asked} />
      <div className={classes.cards}>
        <ReportCard name="created_resolved" title={t("dashboard.reports.created_resolved")} asked={asked}>
          {(report) => <DayChart report={report} unit="tickets" shape="bars" series={[created, resolved]} />}
        </ReportCard>
        <ReportCard name="backlog" title={t("dashboard.reports.backlog")} asked={asked}>
          {(report) => <DayChart report={report} unit="tickets" shape="lines" series={[open]} />}
        </ReportCard>
        <ReportCard name="response_times" title={t("dashboard.reports.response_times")} asked={asked}>
          {(report) => <DayChart report={report} unit="hours" shape="lines" series={[median, p90]} />}
        </ReportCard>
        <ReportCard name="resolution_times" title={t("dashboard.reports.resolution_times")} asked={asked}>
          {(report) => <DayChart report={report} unit="hours" shape="lines" series={[median, p90]} />}
        </ReportCard>
        <OpenBy asked={asked} />
        <ReportCard name="workload" title={t("dashboard.reports.workload")} asked={asked}>
          {(report) => <Bars report={report} name="name" series={[open, resolved]} />}
        </ReportCard>
        <ReportCard name="companies" title={t("dashboard.reports.companies")} asked={asked}>
          {(report) => <Bars report={report} name="name" series={[created, { ...open, color: colors.second }]} />}
        </ReportCard>
        <SlaBy asked={asked} />
        <ReportCard name="busiest_hours" title={t("dashboard.reports.busiest_hours")} asked={asked} isWide>
          {(report) => <BusiestHours report={report} weekStart={weekStart} />}
        </ReportCard>
      </div>
    </Box>
  );
}

function OpenBy({ asked }: { asked: ReportQuery }) {
  const t = useTexts();
  const open = [{ key: "open", label: t("dashboard.columns.open"), color: colors.first }];
  return (
    <>
      <ReportCard name="open_by_status" title={t("dashboard.reports.open_by_status")} asked={asked}>
        {(report) => (
          <Bars report={report} name="status" series={open} words={(key) => t(`statuses.${key as "new"}`)} />
        )}
      </ReportCard>
      <ReportCard name="open_by_priority" title={t("dashboard.reports.open_by_priority")} asked={asked}>
        {(report) => (
          <Bars report={report} name="priority" series={open} words={(key) => t(`priorities.${key as "low"}`)} />
        )}
      </ReportCard>
      <ReportCard name="open_by_category" title={t("dashboard.reports.open_by_category")} asked={asked}>
        {(report) => (
          <Bars report={report} name="category" series={open} words={(key) => t(`categories.${key as "general"}`)} />
        )}
      </ReportCard>
      <ReportCard name="open_by_team" title={t("dashboard.reports.open_by_team")} asked={asked}>
        {(report) => (
          <Bars
            report={report}
            name="team"
            series={open}
            words={(key) => (key ? t(`roles.${key as "Tech"}`) : t("dashboard.noTeam"))}
          />
        )}
      </ReportCard>
    </>
  );
}

function SlaBy({ asked }: { asked: ReportQuery }) {
  const t = useTexts();
  const met = { key: "met", label: t("dashboard.columns.met"), color: colors.first };
  const breached = { key: "breached", label: t("dashboard.columns.breached"), color: colors.second };
  const teamName = (word: string) => (word ? t(`roles.${word as "Tech"}`) : t("inbox.noTeam"));
  const priorityName = (word: string) => t(`priorities.${word as "low"}`);
  return (
    <>
      <ReportCard name="sla" title={t("dashboard.reports.sla")} asked={asked}>
        {(report) => <DayChart report={report} unit="tickets" shape="bars" series={[met, breached]} />}
      </ReportCard>
      <ReportCard name="sla_by_policy" title={t("dashboard.reports.sla_by_policy")} asked={asked}>
        {(report) => <Bars report={report} name="policy" series={[met, breached]} />}
      </ReportCard>
      <ReportCard name="sla_by_team" title={t("dashboard.reports.sla_by_team")} asked={asked}>
        {(report) => <Bars report={report} name="team" words={teamName} series={[met, breached]} />}
      </ReportCard>
      <ReportCard name="sla_by_priority" title={t("dashboard.reports.sla_by_priority")} asked={asked}>
        {(report) => <Bars report={report} name="priority" words={priorityName} series={[met, breached]} />}
      </ReportCard>
    </>
  );
}
