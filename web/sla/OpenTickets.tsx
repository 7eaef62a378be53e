import "../lib/later-texts.ts";
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { DialogFoot } from "../ui/DialogFoot.tsx";
import { showError, showNotice } from "../ui/notices.ts";
import { forecastQuery, type PolicyForecast, slaSaved } from "./sla-queries.ts";

/** Says how many open tickets do not follow the policies as they are now, and applies the policies to them. `isQuiet`: says nothing if all do. */
export function OpenTickets({ isQuiet = false }: { isQuiet?: boolean }) {
  const t = useTexts();
  const { data } = useQuery(forecastQuery);
  const [isAsking, setAsking] = useState(false);
  if (!data || data.open_tickets === 0) return null;
  const { changed_tickets: count, open_tickets: total } = data;
  if (count === 0)
    return isQuiet ? null : (
      <Text size="sm" c="dimmed" role="status">
        {t("sla.apply.allFollow", { count: total })}
      </Text>
    );
  return (
    <Alert color="yellow" variant="light" role="status">
      <Group justify="space-between" gap="xs">
        <Text size="sm" flex="1 1 280px">
          {t("sla.apply.keep", { count, total })}
        </Text>
        <Button variant="default" onClick={() => setAsking(true)}>
          {t("sla.apply.title")}
        </Button>
      </Group>
      {isAsking && <Ask forecast={data} onClose={() => setAsking(false)} />}
    </Alert>
  );
}

/** Asks before the policies are applied: how many tickets change, and how many each policy then has. */
function Ask({ forecast, onClose }: { forecast: PolicyForecast; onClose(): void }) {
  const t = useTexts();
  const run = async () => {
    try {
      const { changed_tickets: count } = await api.post("/sla-policies/apply/", { dry_run: false });
      onClose();
      await slaSaved();
      showNotice(t("sla.apply.done", { count }));
    } catch (problem) {
      showError(problem, t("sla.apply.failed"));
    }
  };
  return (
    <Dialog onClose={onClose} title={t("sla.apply.title")}>
      <Stack>
        <Text>{t("sla.apply.count", { count: forecast.changed_tickets, total: forecast.open_tickets })}</Text>
        <Text>{t("sla.apply.then")}</Text>
        <ul>
          {forecast.policies.map(({ policy, name, tickets }) => (
            <li key={policy}>
              {name ?? t("sla.because.no_policy")}: {tickets}
            </li>
          ))}
        </ul>
        <DialogFoot onCancel={onClose}>
          <Button onClick={() => void run()}>{t("sla.apply.run")}</Button>
        </DialogFoot>
      </Stack>
    </Dialog>
  );
}

/** Says, before policies or office hours are saved, what becomes of open tickets. */
export function SaveHint() {
  const t = useTexts();
  return (
    <Text size="sm" c="dimmed">
      {t("sla.apply.hint")}
    </Text>
  );
}
