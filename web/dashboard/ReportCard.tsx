import "../lib/later-texts.ts";
import { Menu, Paper, Skeleton, Title } from "@mantine/core";
import { IconChartBar, IconDownload, IconTable } from "@tabler/icons-react";
import { useDeferredValue, useState } from "react";
import type { ReportName } from "../../wire/reports.ts";
import { api } from "../lib/api.ts";
import { readBlob } from "../lib/read-bytes.ts";
import { useTexts } from "../lib/texts.ts";
import { IconButton } from "../ui/IconButton.tsx";
import { MenuOnPress } from "../ui/MenuOnPress.tsx";
import { showError, showNotice } from "../ui/notices.ts";
import { ErrorState } from "../ui/States.tsx";
import { tip } from "../ui/tip.ts";
import { Legend } from "./Bars.tsx";
import { Definition } from "./Definition.tsx";
import classes from "./dashboard.module.css";
import { ReportTable } from "./ReportTable.tsx";
import { type Report, type ReportQuery, useReport } from "./report.ts";
import type { Drawing } from "./reports.tsx";

interface Props {
  name: Exclude<ReportName, "summary">;
  title: string;
  query: ReportQuery;
  isWide?: boolean;
  drawing: Drawing;
}

/** A report drawn, or as a table, or as a file. */
export function ReportCard({ name, title, query, isWide = false, drawing }: Props) {
  const t = useTexts();
  const [isTable, setTable] = useState(false);
  const report = useReport(name, query);
  // charts whose figures arrive together are drawn in several short tasks
  const data = useDeferredValue(report.data);
  return (
    <Paper
      component="section"
      withBorder
      radius="md"
      p="sm"
      aria-label={title}
      aria-busy={report.isFetching || data !== report.data}
      // a table with many columns has room for all of them
      className={isWide || (isTable && hasManyColumns(data)) ? classes.wide : undefined}
    >
      <div className={classes.cardHead}>
        <div className={classes.cardTitle}>
          <Title order={2} size="h5">
            {title}
          </Title>
          {!isTable && drawing.legend && <Legend series={drawing.legend} />}
        </div>
        <div className={classes.cardActions}>
          <Definition of={title} text={t(`dashboard.definitions.reports.${name}`)} />
          <IconButton
            {...tip(isTable ? t("dashboard.asChart") : t("dashboard.asTable"))}
            aria-label={`${title}: ${isTable ? t("dashboard.asChart") : t("dashboard.asTable")}`}
            onClick={() => setTable(!isTable)}
          >
            {isTable ? <IconChartBar size={18} aria-hidden /> : <IconTable size={18} aria-hidden />}
          </IconButton>
          <Download name={name} title={title} query={query} />
        </div>
      </div>
      {report.error ? (
        <ErrorState error={report.error} onRetry={report.refetch} />
      ) : !data ? (
        <Skeleton height={172} radius="md" />
      ) : isTable ? (
        <ReportTable report={data} title={title} {...(drawing.search && { search: drawing.search })} />
      ) : (
        <figure className={classes.figure} aria-label={title}>
          {drawing.draw(data)}
        </figure>
      )}
    </Paper>
  );
}

const hasManyColumns = (report: Report | undefined): boolean =>
  (report?.columns.filter(({ unit }) => unit !== "id").length ?? 0) > 4;

function Download({ name, title, query }: Pick<Props, "name" | "title" | "query">) {
  const t = useTexts();
  const download = async (format: "csv" | "xlsx") => {
    try {
      const file = `${name}-${query.from}-${query.to}.${format}`;
      saveFile(file, await fileOf(name, format, query));
      showNotice(t("dashboard.downloaded", { name: file }));
    } catch (error) {
      showError(error, t("failures.download", { title }));
    }
  };
  return (
    <MenuOnPress
      label={`${title}: ${t("dashboard.download")}`}
      words={t("dashboard.download")}
      icon={<IconDownload size={18} aria-hidden />}
    >
      {() => (
        <>
          <Menu.Item onClick={() => void download("csv")}>{t("dashboard.asCsv")}</Menu.Item>
          <Menu.Item onClick={() => void download("xlsx")}>{t("dashboard.asExcel")}</Menu.Item>
        </>
      )}
    </MenuOnPress>
  );
}

async function fileOf(name: Props["name"], format: "csv" | "xlsx", query: ReportQuery): Promise<Blob> {
  if (format === "csv") {
    const text = (await api.get("/reports/{name}/csv/", { path: { name }, query: { ...query } })) as string;
    return new Blob([text], { type: "text/csv;charset=utf-8" });
  }
  return readBlob("/reports/{name}/xlsx/", { path: { name }, query: { ...query } });
}

function saveFile(name: string, file: Blob): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
