import "../lib/later-texts.ts";
import { ActionIcon, Button, Checkbox, Group, Popover, Stack, Tooltip } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconLayoutGrid } from "@tabler/icons-react";
import { changePreferences, useSavedPreferences } from "../lib/preferences.ts";
import { useTexts } from "../lib/texts.ts";
import { showError } from "../ui/notices.ts";
import { CHARTS, type ChartName } from "./charts.ts";

/** Chooses the charts of the user's own dashboard and their order. */
export function ArrangeCharts({ shown }: { shown: readonly ChartName[] }) {
  const t = useTexts();
  const savedReports = useSavedPreferences()?.dashboard_reports;
  if (!savedReports) return null;
  const save = (charts: readonly ChartName[]) =>
    void changePreferences({ dashboard_reports: [...charts] }).catch((error) =>
      showError(error, t("problems.preferences")),
    );
  const move = (name: ChartName, by: number) => {
    const at = shown.indexOf(name);
    const other = shown[at + by];
    if (other) save(shown.map((each, n) => (n === at ? other : n === at + by ? name : each)));
  };
  const toggle = (name: ChartName) =>
    save(shown.includes(name) ? shown.filter((each) => each !== name) : [...shown, name]);
  return (
    <Popover position="bottom-end" withArrow trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconLayoutGrid size={16} aria-hidden />}>
          {t("dashboard.arrange")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("dashboard.arrange")}>
        <Stack gap={2} mah="60vh" style={{ overflowY: "auto" }}>
          {[...shown, ...CHARTS.filter((name) => !shown.includes(name))].map((name) => (
            <ChartChoice
              key={name}
              name={name}
              place={shown.indexOf(name)}
              count={shown.length}
              onToggle={() => toggle(name)}
              onMove={(by) => move(name, by)}
            />
          ))}
        </Stack>
        <Button
          variant="subtle"
          size="compact-sm"
          mt="xs"
          disabled={savedReports.length === 0}
          onClick={() => save([])}
        >
          {t("look.columnsUsual")}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}

interface Choice {
  name: ChartName;
  /** Its position among the visible charts; -1 if it is hidden. */
  place: number;
  count: number;
  onToggle: () => void;
  onMove: (by: number) => void;
}

function ChartChoice({ name, place, count, onToggle, onMove }: Choice) {
  const t = useTexts();
  const title = t(`dashboard.reports.${name}`);
  const isShown = place >= 0;
  const moves = [
    { by: -1, Icon: IconArrowUp, label: t("dashboard.moveUp", { name: title }), isPossible: place > 0 },
    { by: 1, Icon: IconArrowDown, label: t("dashboard.moveDown", { name: title }), isPossible: place < count - 1 },
  ];
  return (
    <Group justify="space-between" wrap="nowrap" gap="lg" mih={30}>
      {/* a dashboard has at least one chart */}
      <Checkbox label={title} checked={isShown} disabled={isShown && count === 1} onChange={onToggle} />
      {isShown && (
        <Group gap={2} wrap="nowrap">
          {moves.map(({ by, Icon, label, isPossible }) => (
            <Tooltip key={by} label={label}>
              <ActionIcon aria-label={label} aria-disabled={!isPossible} onClick={() => isPossible && onMove(by)}>
                <Icon size={16} aria-hidden opacity={isPossible ? 1 : 0.3} />
              </ActionIcon>
            </Tooltip>
          ))}
        </Group>
      )}
    </Group>
  );
}
