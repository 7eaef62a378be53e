import "../lib/later-texts.ts";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { momentIn, shortMomentOf } from "../lib/short-time.ts";
import { useTexts } from "../lib/texts.ts";
import { fromWallTime, wallTimeOf } from "../lib/time.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { showError, showNotice } from "../ui/notices.ts";
import { LoadingLines } from "../ui/States.tsx";
import { useExactTime } from "../ui/use-exact-time.ts";
import css from "./Routing.module.css";
import { availabilityQuery, routingSaved } from "./routing-queries.ts";

const HOUR_MS = 3_600_000;
const END_OF_DAY = "23:59";

const NOW = { available: "assignment.nowAvailable", away: "assignment.nowAway", off: "assignment.nowOff" } as const;

type Choice = { state: "available" | "away" | "off"; until: string | null };

/** Sets whether the user gets tickets now: available, away until a time, or off. */
export function AvailabilityDialog({ onClose }: { onClose(): void }) {
  const t = useTexts();
  const { data } = useQuery(availabilityQuery);
  const saving = useMutation({
    mutationFn: (choice: Choice) => api.patch("/users/me/availability/", choice),
    onSuccess: (availability) => {
      queryClient.setQueryData(availabilityQuery.queryKey, availability);
      void routingSaved();
      showNotice(t(NOW[availability.state]));
      onClose();
    },
    onError: (error) => showError(error, t("failures.availability")),
  });
  return (
    <Dialog onClose={onClose} size={400} title={t("shell.availability")}>
      {data ? (
        <Stack gap="sm">
          <Text size="sm">
            <Mark state={data.state} /> {t(`assignment.states.${data.state}`)}
            {data.until && ` ${t("assignment.until", { time: momentIn(data.until) })}`}
            {(data.because === "hours" || data.because === "out_of_office") &&
              ` (${t(`assignment.because.${data.because}`)})`}
          </Text>
          <Text size="sm" c="dimmed">
            {data.is_routed
              ? t("assignment.yours", { load: data.load, capacity: data.capacity })
              : t("assignment.notRouted")}
          </Text>
          <Choices onTake={saving.mutate} />
          <Absences />
          <Exactly onTake={saving.mutate} />
        </Stack>
      ) : (
        <LoadingLines lines={5} />
      )}
    </Dialog>
  );
}

export const Mark = ({ state }: { state: Choice["state"] }) => (
  <span className={css.mark} data-state={state} aria-hidden />
);

/** What “Away” and “Off” do to tickets. */
export function Absences() {
  const t = useTexts();
  return (["away", "off"] as const).map((state) => (
    <Text key={state} size="sm" c="dimmed">
      <b>{t(`assignment.states.${state}`)}</b>: {t(`assignment.aboutStates.${state}`)}
    </Text>
  ));
}

type Take = (choice: Choice) => void;

function Choices({ onTake }: { onTake: Take }) {
  const t = useTexts();
  const first = useRef<HTMLButtonElement>(null);
  // the dialog set its focus before the choices arrived
  useEffect(() => first.current?.focus(), []);
  const hour = new Date(Date.now() + HOUR_MS).toISOString();
  const evening = fromWallTime(`${wallTimeOf(new Date()).slice(0, 10)}T${END_OF_DAY}`);
  const choices: [string, Choice, string][] = [
    [t("assignment.states.available"), { state: "available", until: null }, ""],
    [t("assignment.awayHour"), { state: "away", until: hour }, shortMomentOf(hour)],
    [t("assignment.awayToday"), { state: "away", until: evening }, shortMomentOf(evening)],
    [t("assignment.states.away"), { state: "away", until: null }, t("assignment.untilChanged")],
    [t("assignment.states.off"), { state: "off", until: null }, t("assignment.untilChanged")],
  ];
  return (
    <div className={css.choices}>
      {choices.map(([label, choice, hint], n) => (
        <button
          key={label}
          type="button"
          className={css.choice}
          ref={n === 0 ? first : undefined}
          onClick={() => onTake(choice)}
        >
          <Mark state={choice.state} />
          {label}
          <span>{hint}</span>
        </button>
      ))}
    </div>
  );
}

function Exactly({ onTake }: { onTake: Take }) {
  const t = useTexts();
  const { input, isEmpty, onSubmit } = useExactTime((until) => onTake({ state: "away", until }));
  return (
    <form onSubmit={onSubmit}>
      <Group gap="xs" align="end" wrap="nowrap">
        <label className={css.exactly}>
          <span>{t("assignment.awayUntil")}</span>
          <input {...input} />
        </label>
        <Button type="submit" variant="default" disabled={isEmpty}>
          {t("assignment.set")}
        </Button>
      </Group>
    </form>
  );
}
