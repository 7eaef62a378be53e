import "../lib/later-texts.ts";
import { Button, CloseButton, Group, Paper, Progress, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { numberOf } from "../lib/time.ts";
import { BulkFailures } from "./BulkFailures.tsx";
import styles from "./BulkOutcome.module.css";
import { doneWords, followingWords, stopBulkChange, undoBulkChange } from "./bulk-notices.ts";
import { hideBulk } from "./bulk-shown.ts";
import type { BulkChange } from "./change-tickets.ts";

const POLL_MS = 500;
const isBusy = (bulk: BulkChange | undefined) => bulk?.state === "running" || bulk?.state === "undoing";

/** The progress and the result of a bulk change: how many tickets changed, which did not and why, and Undo. */
export function BulkOutcome({ id }: { id: string }) {
  const t = useTexts();
  const { data: bulk } = useQuery({
    queryKey: ["bulk-change", id],
    queryFn: ({ signal }) => api.get("/bulk-changes/{id}/", { path: { id }, signal }),
    refetchInterval: ({ state }) => (isBusy(state.data) ? POLL_MS : false),
    staleTime: 0,
  });
  if (!bulk) return null;
  const busy = isBusy(bulk);
  return (
    <Paper withBorder shadow="md" p="md" className={styles.outcome} role="region" aria-label={t("bulkOutcome.outcome")}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Text size="sm" fw="var(--w-strong)" role="status">
          <Summary bulk={bulk} />
        </Text>
        <CloseButton size="sm" aria-label={t("common.close")} onClick={() => hideBulk(id)} />
      </Group>
      {busy && (
        <Progress
          value={(100 * bulk.done) / Math.max(bulk.total, 1)}
          mt="xs"
          size="sm"
          aria-label={t("bulkOutcome.progress")}
        />
      )}
      {bulk.state === "running" && !bulk.can_undo && (
        <Button size="compact-sm" variant="default" mt="sm" onClick={() => void stopBulkChange(id)}>
          {t("bulkOutcome.stop")}
        </Button>
      )}
      <BulkFailures bulk={bulk} />
      {bulk.can_undo && (
        <Button size="compact-sm" variant="light" mt="sm" onClick={() => void undoBulkChange(id)}>
          {t("common.undo")}
        </Button>
      )}
    </Paper>
  );
}

function Summary({ bulk }: { bulk: BulkChange }) {
  const t = useTexts();
  const total = numberOf(bulk.total);
  // until then, the macro can be undone as a whole
  if (bulk.state === "running" && bulk.can_undo)
    return t("macros.startsSoon", { name: bulk.macro_name, count: bulk.total });
  if (bulk.state === "undone" && bulk.macro_name && bulk.done === 0) return t("macros.forgone");
  if (bulk.state === "running") return t("bulkOutcome.running", { done: numberOf(bulk.done), total });
  if (bulk.state === "undoing") return t("bulkOutcome.undoing", { done: numberOf(bulk.done), total });
  if (bulk.state === "undone") return t("bulkOutcome.undone", { count: bulk.undo?.restored ?? 0 });
  const remaining = bulk.total - bulk.done;
  const parts =
    bulk.state === "stopped" ? [t("bulkOutcome.stopped")] : bulk.state === "failed" ? [t("bulkOutcome.broken")] : [];
  parts.push(t(doneWords(bulk), { count: bulk.changed }));
  if (bulk.unchanged > 0) parts.push(t("bulkOutcome.unchanged", { count: bulk.unchanged }));
  if (bulk.failed > 0) parts.push(t("bulkOutcome.failed", { count: bulk.failed }));
  if (remaining > 0) parts.push(t("bulkOutcome.left", { count: remaining }));
  const following = followingWords(bulk);
  if (following) parts.push(following);
  return parts.join(" · ");
}
