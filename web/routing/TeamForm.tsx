import "../lib/later-texts.ts";
import { NumberInput, Select, SimpleGrid, Stack, Switch, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ROUTING_MODES, type RoutingMode } from "../../wire/routing-words.ts";
import { PRIORITIES } from "../../wire/ticket-words.ts";
import { api, Refusal } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { calendarsQuery } from "../sla/sla-queries.ts";
import { showError, showNotice } from "../ui/notices.ts";
import { isStale } from "../ui/use-saving.ts";
import css from "./Routing.module.css";
import { type Routing, routingQuery, routingSaved } from "./routing-queries.ts";

type Change = Partial<Pick<Routing, "mode" | "capacity" | "weights" | "counts_pending" | "sticky_days">> &
  Partial<Pick<Routing, "only_available" | "returns_when_away" | "calendar" | "skill_wait_minutes">>;
interface Props {
  routing: Routing;
  disabled: boolean;
  onChange(change: Change): void;
}

/** The settings of a team. Each takes effect at once. */
export function TeamForm({ routing }: { routing: Routing }) {
  const t = useTexts();
  const { team } = routing;
  const saving = useMutation({
    mutationFn: (change: Change) => {
      // of the version that the form shows: one's own changes before it are in it
      const current = queryClient.getQueryData(routingQuery(team).queryKey) ?? routing;
      const headers = { "if-match": `"${current.updated_at}"` };
      return api.patch("/teams/{team}/routing/", change, { path: { team }, headers });
    },
    scope: { id: `routing ${team}` },
    onSuccess: (savedRouting) => {
      queryClient.setQueryData(routingQuery(team).queryKey, savedRouting);
      void routingSaved();
      showNotice(t("assignment.saved"));
    },
    onError: (error) => {
      const field = error instanceof Refusal ? (error.field("weights") ?? error.field("capacity")) : null;
      if (isStale(error)) showError(error, t("ticket.changedMeanwhile"));
      else showError(field ? new Error(field) : error, t("failures.routing"));
      void routingSaved();
    },
  });
  const props = { routing, disabled: !routing.may_change, onChange: saving.mutate };
  return (
    <Stack>
      <Select
        label={t("assignment.mode")}
        description={t(`assignment.about.${routing.mode}`)}
        data={ROUTING_MODES.map((value) => ({ value, label: t(`assignment.modes.${value}`) }))}
        value={routing.mode}
        disabled={props.disabled}
        allowDeselect={false}
        onChange={(mode) => mode && mode !== routing.mode && saving.mutate({ mode: mode as RoutingMode })}
      />
      {routing.mode !== "manual" && (
        <>
          <Amounts {...props} />
          <Rules {...props} />
        </>
      )}
    </Stack>
  );
}

function Amounts({ routing, disabled, onChange }: Props) {
  const t = useTexts();
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Amount
          label={t("assignment.capacity")}
          about={t("assignment.capacityAbout")}
          value={routing.capacity}
          min={1}
          max={1000}
          disabled={disabled}
          onChange={(capacity) => onChange({ capacity })}
        />
        <Amount
          label={t("assignment.stickyDays")}
          about={t("assignment.stickyAbout")}
          value={routing.sticky_days}
          min={0}
          max={365}
          disabled={disabled}
          onChange={(sticky_days) => onChange({ sticky_days })}
        />
      </SimpleGrid>
      <fieldset className={css.weights}>
        <legend>{t("assignment.weights")}</legend>
        {PRIORITIES.map((priority) => (
          <Amount
            key={priority}
            label={t(`priorities.${priority}`)}
            value={routing.weights[priority]!}
            min={1}
            max={100}
            disabled={disabled}
            onChange={(weight) => onChange({ weights: { [priority]: weight } })}
          />
        ))}
      </fieldset>
      {routing.mode === "skill" && (
        <Amount
          label={t("assignment.skillWait")}
          about={t("assignment.skillWaitAbout")}
          value={routing.skill_wait_minutes ?? 0}
          min={0}
          max={525_600}
          disabled={disabled}
          onChange={(minutes) => onChange({ skill_wait_minutes: minutes || null })}
        />
      )}
    </>
  );
}

function Rules({ routing, disabled, onChange }: Props) {
  const t = useTexts();
  const { data: calendars = [] } = useQuery(calendarsQuery);
  const calendar = routing.calendar ?? "";
  const toggle = (name: "only_available" | "counts_pending" | "returns_when_away") => (
    <Switch
      label={t(`assignment.${name}`)}
      description={name === "counts_pending" ? undefined : t(`assignment.${name}About`)}
      checked={routing[name]}
      disabled={disabled}
      onChange={({ currentTarget: { checked } }) => onChange({ [name]: checked })}
    />
  );
  return (
    <>
      {calendars.length > 0 && (
        <Select
          label={t("assignment.hours")}
          data={[
            { value: "", label: t("sla.clocks.always") },
            ...calendars.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={calendar}
          disabled={disabled}
          allowDeselect={false}
          onChange={(value) => value !== calendar && onChange({ calendar: value || null })}
        />
      )}
      {calendar !== "" && toggle("only_available")}
      {toggle("counts_pending")}
      {toggle("returns_when_away")}
      <Text size="sm" c="dimmed">
        {t("assignment.howItRuns")}
      </Text>
    </>
  );
}

interface AmountProps {
  label: string;
  about?: string;
  value: number;
  min: number;
  max: number;
  disabled: boolean;
  onChange(value: number): void;
}

/** A number that is saved when the user leaves the field. */
export function Amount({ label, about, value, onChange, ...rest }: AmountProps) {
  const [typedAmount, setTypedAmount] = useState<number | string | null>(null);
  const save = () => {
    if (typeof typedAmount === "number" && typedAmount !== value) onChange(typedAmount);
    setTypedAmount(null);
  };
  return (
    <NumberInput
      label={label}
      description={about}
      value={typedAmount ?? value}
      allowDecimal={false}
      clampBehavior="blur"
      onChange={setTypedAmount}
      onBlur={save}
      onKeyDown={(event) => event.key === "Enter" && save()}
      {...rest}
    />
  );
}
