import "../lib/later-texts.ts";
import { Text, TextInput } from "@mantine/core";
import { SLA_METRICS, type SlaMetric } from "../../wire/sla-words.ts";
import { PRIORITIES } from "../../wire/ticket-words.ts";
import { useTexts } from "../lib/texts.ts";
import { FormProblem } from "../ui/FormFoot.tsx";
import { type PolicyDraft, sharedTarget, withSharedTarget } from "./policy-values.ts";
import css from "./Settings.module.css";
import { hoursText, parseTarget, WHOLE_DAY } from "./targets.ts";

interface TargetsProps {
  /** The priority that the policy is limited to, if any. */
  only: string | undefined;
  targets: PolicyDraft["targets"];
  /** The minutes of a day of a target. */
  perDay: number;
  onChange(targets: PolicyDraft["targets"]): void;
  error: string | null | undefined;
}

/** How soon tickets of each priority must be answered and resolved. The first row sets all of them. */
export function Targets({ targets, only, perDay, onChange, error }: TargetsProps) {
  const t = useTexts();
  const priorities = PRIORITIES.filter((priority) => !only || only.split(",").includes(priority)).toReversed();
  return (
    <div className={css.scroll}>
      <table className={css.targets}>
        <caption>{t("sla.fields.targets")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("fields.priority")}</th>
            {SLA_METRICS.map((metric) => (
              <th key={metric} scope="col">
                {t(`sla.metrics.${metric}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {priorities.length > 1 && (
            <Row
              label={t("sla.allPriorities")}
              perDay={perDay}
              typedIn={(metric) => sharedTarget(targets, priorities, metric)}
              onChange={(metric, value) => onChange(withSharedTarget(targets, priorities, metric, value))}
            />
          )}
          {priorities.map((priority) => (
            <Row
              key={priority}
              label={t(`priorities.${priority}`)}
              perDay={perDay}
              typedIn={(metric) => targets[priority][metric]}
              onChange={(metric, value) => onChange(withSharedTarget(targets, [priority], metric, value))}
            />
          ))}
        </tbody>
      </table>
      <Text size="sm" c="dimmed">
        {t("sla.dayIs", { time: hoursText(perDay) })}
      </Text>
      <FormProblem>{error}</FormProblem>
    </div>
  );
}

interface RowProps {
  label: string;
  perDay: number;
  /** The typed target; null if the priorities differ. */
  typedIn(metric: SlaMetric): string | null;
  onChange(metric: SlaMetric, value: string): void;
}

function Row({ label, perDay, typedIn, onChange }: RowProps) {
  const t = useTexts();
  return (
    <tr>
      <th scope="row">{label}</th>
      {SLA_METRICS.map((metric) => {
        const value = typedIn(metric);
        const minutes = parseTarget(value ?? "", perDay);
        const isDays = perDay !== WHOLE_DAY && /d|วัน/i.test(value ?? "");
        return (
          <td key={metric}>
            <TextInput
              aria-label={`${label}, ${t(`sla.metrics.${metric}`)}`}
              placeholder={t(value === null ? "sla.targetsDiffer" : "sla.noTarget")}
              value={value ?? ""}
              error={minutes === undefined ? t("sla.targetHint") : null}
              description={minutes && isDays ? t("sla.openHours", { hours: hoursText(minutes) }) : null}
              inputWrapperOrder={["label", "input", "description", "error"]}
              onFocus={({ currentTarget }) => currentTarget.select()}
              onChange={({ currentTarget }) => onChange(metric, currentTarget.value)}
            />
          </td>
        );
      })}
    </tr>
  );
}
