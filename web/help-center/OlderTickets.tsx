import "../lib/later-texts.ts";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconEye } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import { showError, showNotice } from "../ui/notices.ts";
import { ShowOlderTickets } from "./ShowOlderTickets.tsx";

type Opening = AnswerOf<"GET", "/opened-tickets/">["results"][number];

const queryKey = ["opened-tickets"];
const refresh = () => queryClient.invalidateQueries({ queryKey });

/** Tickets from before the desk had a mailbox or a help center: shows them to customers, and hides them again. */
export function OlderTickets() {
  const t = useTexts();
  const [isAsking, setAsking] = useState(false);
  const { data } = useQuery({ queryKey, queryFn: ({ signal }) => api.get("/opened-tickets/", { signal }) });
  const hide = async (id: string) => {
    try {
      const { count } = await api.post("/opened-tickets/{id}/undo/", undefined, { path: { id } });
      showNotice(t("helpCenter.olderHidden", { count }));
    } catch (error) {
      showError(error, t("failures.olderHide"));
    }
    await refresh();
  };
  const countText = (id: string | null, count: number) => {
    setAsking(false);
    showNotice(t("helpCenter.olderShown", { count }), id ? { run: () => void hide(id) } : undefined);
    void refresh();
  };
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        {t("helpCenter.older")}
      </Title>
      <Text size="sm" c="dimmed">
        {t("helpCenter.olderAbout")}
      </Text>
      <div>
        <Button variant="default" leftSection={<IconEye size={16} aria-hidden />} onClick={() => setAsking(true)}>
          {t("helpCenter.olderShow")}
        </Button>
      </div>
      {data?.results.map((opening) => (
        <OpeningLine key={opening.id} opening={opening} onHide={() => void hide(opening.id)} />
      ))}
      {isAsking && <ShowOlderTickets onClose={() => setAsking(false)} onShown={countText} />}
    </Stack>
  );
}

function OpeningLine({ opening, onHide }: { opening: Opening; onHide(): void }) {
  const t = useTexts();
  const { opened_by_name, opened_at, hidden_at, count } = opening;
  const [user, at] = [opened_by_name ?? t("inbox.somebody"), momentOf(opened_at)];
  const tickets = t("helpCenter.olderCount", { count });
  return (
    <Group justify="space-between" wrap="nowrap">
      <Text size="sm">
        {at} · {t("helpCenter.olderOpened", { user, tickets })}
        {hidden_at && ` · ${t("helpCenter.olderHiddenAt", { at: momentOf(hidden_at) })}`}
      </Text>
      {!hidden_at && (
        <Button
          size="compact-sm"
          variant="default"
          style={{ flexShrink: 0 }}
          aria-label={t("helpCenter.olderHideOf", { user, at })}
          onClick={onHide}
        >
          {t("helpCenter.olderHide")}
        </Button>
      )}
    </Group>
  );
}
