import "../lib/later-texts.ts";
import "@mantine/dates/styles.layer.css";
import { Group, Select, Switch } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import { useNavigate } from "@tanstack/react-router";
import { useTexts } from "../lib/texts.ts";
import classes from "./dashboard.module.css";
import { keepSearch, RANGES, type RangeName } from "./days.ts";
import type { DashboardSearch } from "./range.ts";

const TEAMS = ["Sales", "Finance", "Tech", "Music", "Admin"] as const;

/** The days, the team and the comparison; all of it is part of the address. */
export function RangeBar({ search, from, to }: { search: DashboardSearch; from: string; to: string }) {
  const t = useTexts();
  const navigate = useNavigate();
  const change = (changes: DashboardSearch) => {
    const next = { ...search, ...changes };
    keepSearch(next);
    void navigate({ to: "/dashboard", search: next, replace: true });
  };
  return (
    <Group gap="sm">
      <Select
        aria-label={t("dashboard.range")}
        w={170}
        data={RANGES.map((value) => ({ value, label: t(`dashboard.ranges.${value}`) }))}
        value={search.range ?? "30d"}
        allowDeselect={false}
        onChange={(range) =>
          change(
            range === "custom" ? { range, from, to } : { range: range as RangeName, from: undefined, to: undefined },
          )
        }
      />
      {search.range === "custom" && (
        <DatePickerInput
          type="range"
          aria-label={t("dashboard.days")}
          allowSingleDateInRange
          w={260}
          classNames={{ day: classes.day }}
          defaultValue={[from, to]}
          onChange={([first, last]) => {
            if (first && last) change({ range: "custom", from: first, to: last });
          }}
        />
      )}
      <Select
        aria-label={t("dashboard.team")}
        placeholder={t("dashboard.allTeams")}
        w={150}
        clearable
        data={TEAMS.map((value) => ({ value, label: t(`roles.${value}`) }))}
        value={search.team ?? null}
        onChange={(team) => change({ team: team ?? undefined })}
      />
      <Switch
        label={t("dashboard.compare")}
        checked={search.compare !== "no"}
        onChange={(event) => change({ compare: event.currentTarget.checked ? undefined : "no" })}
      />
    </Group>
  );
}
