import "../lib/later-texts.ts";
import { Anchor, Button, List, Stack, Text } from "@mantine/core";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { FilterParts } from "../automations/FilterParts.tsx";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { useTexts } from "../lib/texts.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { DialogFoot } from "../ui/DialogFoot.tsx";
import { showError } from "../ui/notices.ts";
import { ErrorState, LoadingLines } from "../ui/States.tsx";

type Preview = AnswerOf<"POST", "/opened-tickets/preview/">;

interface Props {
  onClose(): void;
  onShown(id: string | null, count: number): void;
}

/** Chooses older tickets by filters, shows their number and what customers will see, and makes them visible. */
export function ShowOlderTickets({ onClose, onShown }: Props) {
  const t = useTexts();
  const [filter, setFilter] = useState<Record<string, string>>({});
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ["opened-tickets", "preview", filter],
    queryFn: ({ signal }) => api.post("/opened-tickets/preview/", { filter }, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const count = data?.count ?? 0;
  const show = useMutation({
    mutationFn: () => api.post("/opened-tickets/", { filter, expected: count }),
    onSuccess: (opening) => onShown(opening.id, opening.count),
    onError: (problem) => {
      showError(problem, t("failures.older"));
      void refetch();
    },
  });
  return (
    <Dialog onClose={onClose} title={t("helpCenter.olderTitle")} size="lg">
      <Stack>
        <Text size="sm">{t("helpCenter.olderText")}</Text>
        <FilterParts filters={filter} any={t("helpCenter.olderAll")} onChange={setFilter} />
        {error ? (
          <ErrorState error={error} onRetry={refetch} />
        ) : data ? (
          <MatchingTickets preview={data} />
        ) : (
          <LoadingLines lines={4} />
        )}
        <DialogFoot onCancel={onClose}>
          <Button
            disabled={count === 0 || isPlaceholderData || error !== null}
            loading={show.isPending}
            onClick={() => show.mutate()}
          >
            {count === 0 ? t("helpCenter.olderShow") : t("helpCenter.olderConfirm", { count })}
          </Button>
        </DialogFoot>
      </Stack>
    </Dialog>
  );
}

function MatchingTickets({ preview: { count, examples } }: { preview: Preview }) {
  const t = useTexts();
  return (
    <div>
      <Text size="sm" fw="var(--w-mid)" role="status">
        {count === 0 ? t("helpCenter.olderNone") : t("helpCenter.olderLatest", { count })}
      </Text>
      <List size="sm" listStyleType="none" spacing={4} mt={4}>
        {examples.map(({ id, ticket_number, subject, contact_name, messages }) => (
          <List.Item key={id}>
            <Anchor
              size="sm"
              renderRoot={(props) => <Link to="/tickets/$id" params={{ id }} target="_blank" {...props} />}
            >
              {ticket_number}
            </Anchor>{" "}
            {subject}{" "}
            <Text span size="sm" c="dimmed">
              · {contact_name ?? t("helpCenter.olderNobody")} · {t("helpCenter.olderMessages", { count: messages })}
            </Text>
          </List.Item>
        ))}
      </List>
    </div>
  );
}
