import "../lib/later-texts.ts";
import { Group, Paper, SimpleGrid, Skeleton, Text } from "@mantine/core";
import { IconArrowDownRight, IconArrowRight, IconArrowUpRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { InboxSearch } from "../inbox/address.ts";
import { useTexts } from "../lib/texts.ts";
import { durationOf, numberOf, startOfDay } from "../lib/time.ts";
import { ErrorState } from "../ui/States.tsx";
import { Definition } from "./Definition.tsx";
import classes from "./dashboard.module.css";
import { type Cell, type ReportQuery, useReport } from "./report.ts";

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

// fewer is better of these, more of "resolved"; the others are as they are
const BETTER: Partial<Record<FigureName, "less" | "more">> = {
  resolved: "more",
  open: "less",
  ended_late: "less",
  median_first_response: "less",
  median_resolution: "less",
  reopened: "less",
};

function listBehind(name: FigureName, { from, to, tz, team }: ReportQuery): InboxSearch | null {
  const narrowed = { view: "all", ...(team && { team }) };
  // the days are those of the report's zone, which the server's need not be; the day after is left out by "before"
  const begin = startOfDay(from, tz);
  const end = startOfDay(new Date(Date.parse(to) + 86_400_000).toISOString().slice(0, 10), tz);
  if (name === "created") return { ...narrowed, created_after: begin, created_before: end };
  if (name === "resolved") return { ...narrowed, resolved_after: begin, resolved_before: end };
  if (name === "open") return { ...narrowed, open: "true" };
  if (name === "unassigned") return { ...narrowed, open: "true", assigned_to: "none" };
  if (name === "overdue") return { ...narrowed, overdue: "true" };
  return null;
}

/** The figures of the range, each compared with the range before; those that have a list lead to it. */
export function Tiles({ asked }: { asked: ReportQuery }) {
  const t = useTexts();
  const { data, error, refetch } = useReport("summary", asked);
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  return (
    <SimpleGrid cols={{ base: 2, sm: 3 }} spacing="sm" component="section" aria-label={t("dashboard.figures")}>
      {FIGURES.map((name) => {
        const row = data?.rows.find(([figure]) => figure === name);
        const search = listBehind(name, asked);
        const link = search
          ? {
              className: classes.tile,
              renderRoot: (props: object) => <Link to="/tickets" search={search} {...props} />,
            }
          : {};
        return (
          <div key={name} className={classes.tileBox}>
            <Paper withBorder radius="md" p="md" h="100%" {...link}>
              {row ? <Tile name={name} row={row} /> : <Skeleton height={64} />}
            </Paper>
            <Definition
              className={classes.tileDefinition}
              of={t(`dashboard.tiles.${name}`)}
              text={t(`dashboard.definitions.figures.${name}`)}
            />
          </div>
        );
      })}
    </SimpleGrid>
  );
}

function Tile({ name, row }: { name: FigureName; row: readonly Cell[] }) {
  const t = useTexts();
  const [value, before, tickets] = row.slice(3) as (number | null)[];
  const none = tickets ? t("dashboard.tooFew") : "–";
  const isTime = name.startsWith("median");
  const text = value == null ? none : isTime ? durationOf(value) : numberOf(value);
  return (
    <>
      <Text size="sm" c="dimmed" pr={24}>
        {t(`dashboard.tiles.${name}`)}
      </Text>
      <Text
        fz="var(--t-figure)"
        fw="var(--w-strong)"
        lh="var(--l-figure)"
        style={{ fontVariantNumeric: "tabular-nums" }}
      >
        {text}
      </Text>
      {before != null && value != null && (
        <Change name={name} value={value} before={before} beforeText={isTime ? durationOf(before) : numberOf(before)} />
      )}
    </>
  );
}

function Change({
  name,
  value,
  before,
  beforeText,
}: {
  name: FigureName;
  value: number;
  before: number;
  beforeText: string;
}) {
  const t = useTexts();
  const better = BETTER[name];
  const isMore = value > before;
  const isSame = value === before;
  const isGood = !isSame && better !== undefined && (better === "more") === isMore;
  const Arrow = isSame ? IconArrowRight : isMore ? IconArrowUpRight : IconArrowDownRight;
  const tone = isSame || !better ? "dimmed" : isGood ? "var(--good)" : "var(--late)";
  return (
    <Group gap={4} wrap="nowrap" c={tone}>
      <Arrow size={14} aria-hidden style={{ flex: "none" }} />
      <Text size="xs">{t("dashboard.before", { value: beforeText })}</Text>
    </Group>
  );
}
