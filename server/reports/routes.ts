import { create } from "content-disposition";
import { notFound } from "../../wire/problems.ts";
import { downloadReport, downloadWorkbook, REPORTS, type ReportName, showReport } from "../../wire/reports.ts";
import type { RouteServices } from "../platform/docket.ts";
import { type RequestContext, type Route, route } from "../platform/front-door.ts";
import { csvOf } from "./csv.ts";
import { questionOf } from "./question.ts";
import { runReport } from "./reports.ts";
import { XLSX_TYPE, xlsxOf } from "./xlsx.ts";

export function reportRoutes({ zone }: RouteServices): Route[] {
  const answer = async ({ db, params, query, actor }: RequestContext) => {
    const name = REPORTS.find((each) => each === params.name) as ReportName | undefined;
    if (!name) throw notFound();
    return runReport(db, name, questionOf(query, actor, zone));
  };
  return [
    route(showReport, async (ctx) => ({ body: await answer(ctx) })),
    route(downloadReport, async (ctx) => {
      const report = await answer(ctx);
      const name = `${report.report}-${report.from}-${report.to}.csv`;
      return {
        body: csvOf(report),
        headers: {
          "content-type": "text/csv; charset=utf-8",
          "content-disposition": create(name),
        },
      };
    }),
    route(downloadWorkbook, async (ctx) => {
      const report = await answer(ctx);
      const name = `${report.report}-${report.from}-${report.to}.xlsx`;
      return {
        body: await xlsxOf(report),
        headers: { "content-type": XLSX_TYPE, "content-disposition": create(name) },
      };
    }),
  ];
}
