import "../lib/later-texts.ts";
import { Anchor, Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { InboxSearch } from "../inbox/address.ts";
import { useTexts } from "../lib/texts.ts";
import { cellText } from "./cells.ts";
import { daysOfWeek, isByWeek, isTooFew, recordsOf } from "./records.ts";
import type { Cell, Report } from "./report.ts";
import type { FigureSearch } from "./searches.ts";
import { useColumnTitle } from "./words.ts";

const isFigure = (unit: string) => !["day", "week", "text", "id", "weekday", "hour"].includes(unit);

/** A report as a table: the data of the chart, to read and to copy. */
export function ReportTable({ report, title, search }: { report: Report; title: string; search?: FigureSearch }) {
  const t = useTexts();
  const titleOf = useColumnTitle(isByWeek(report));
  const columns = report.columns
    .map((column, at) => ({ ...column, at }))
    .filter(({ key, unit }) => unit !== "id" && key !== "days");
  const daysAt = report.columns.findIndex(({ key }) => key === "days");
  const records = recordsOf(report);
  const textOf = (row: readonly Cell[], nth: number, { key, unit, at }: (typeof columns)[number]) => {
    if (isTooFew(records[nth]!, key)) return t("dashboard.tooFew");
    const cell = row[at] ?? null;
    const n = unit === "day" ? daysOfWeek(report, row[daysAt]) : null;
    const text = cellText(cell, unit);
    return n === null ? text : t("dashboard.partWeek", { day: text, n });
  };
  if (report.rows.length === 0) return <p>{t("dashboard.nothing")}</p>;
  return (
    <Table.ScrollContainer minWidth={280} mah={300} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table stickyHeader verticalSpacing={6} aria-label={title}>
        <Table.Thead>
          <Table.Tr>
            {columns.map(({ key, title, unit }) => (
              <Table.Th key={key} ta={isFigure(unit) ? "right" : "left"}>
                {titleOf(key, title)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {report.rows.map((row, nth) => (
            <Table.Tr key={JSON.stringify(row)}>
              {columns.map((column) => (
                <Table.Td
                  key={column.key}
                  ta={isFigure(column.unit) ? "right" : "left"}
                  style={{ fontVariantNumeric: "tabular-nums" }}
                >
                  <Figure search={row[column.at] ? search?.(records[nth]!, column.key) : null}>
                    {textOf(row, nth, column)}
                  </Figure>
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** A figure that opens the tickets behind it, if they can be listed. */
const Figure = ({ search, children }: { search: InboxSearch | null | undefined; children: ReactNode }) =>
  search ? (
    <Anchor renderRoot={(props) => <Link to="/tickets" search={search} {...props} />} fz="inherit">
      {children}
    </Anchor>
  ) : (
    children
  );
