import "../lib/later-texts.ts";
import { Button, Group, Select, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { PRIORITIES, type Priority } from "../../wire/ticket-words.ts";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { useTexts } from "../lib/texts.ts";
import { skippedWords } from "../tickets/routing-words.ts";
import { showError, showNotice } from "../ui/notices.ts";
import { Time } from "../ui/Time.tsx";
import css from "./Routing.module.css";
import { previewQuery, type Routing, routingSaved } from "./routing-queries.ts";

type Preview = AnswerOf<"GET", "/teams/{team}/routing/preview/">;

/** Who gets the next ticket and why, and which tickets wait for an agent. */
export function NextTicket({ routing }: { routing: Routing }) {
  const t = useTexts();
  const [priority, setPriority] = useState<Priority>("medium");
  const { data } = useQuery(previewQuery(routing.team, priority));
  const because = data && skippedWords(t, data.skipped);
  return (
    <section className={css.next} aria-labelledby="next-ticket">
      <Group justify="space-between">
        <Title order={3} size="h5" id="next-ticket">
          {t("assignment.next")}
        </Title>
        <Select
          aria-label={t("fields.priority")}
          size="xs"
          w={120}
          data={PRIORITIES.map((value) => ({ value, label: t(`priorities.${value}`) }))}
          value={priority}
          allowDeselect={false}
          onChange={(value) => value && setPriority(value as Priority)}
        />
      </Group>
      <Text role="status" mih="1.5em">
        {data &&
          (data.name
            ? t("assignment.nextGoes", { name: data.name, load: data.load, capacity: data.capacity })
            : t("assignment.nextWaits"))}
        {because && ` ${t("assignment.becauseOf", { because })}`}
      </Text>
      {data && data.waiting.length > 0 && <WaitingTickets waiting={data.waiting} />}
      {routing.unassigned > 0 && routing.may_change && <UnassignedLine routing={routing} />}
    </section>
  );
}

function WaitingTickets({ waiting }: { waiting: Preview["waiting"] }) {
  const t = useTexts();
  return (
    <Stack gap={0} mt="sm">
      <Title order={4} size="h6">
        {t("assignment.waiting", { count: waiting.length })}
      </Title>
      <ul>
        {waiting.map(({ ticket, number, subject, since, skipped }) => (
          <li key={ticket}>
            <div>
              <Link to="/tickets/$ticketId" params={{ ticketId: ticket }} search={{ view: "all" }}>
                {number} {subject}
              </Link>
              <Text size="sm" c="dimmed">
                {skipped.length > 0 ? skippedWords(t, skipped) : t("assignment.soon")}
              </Text>
            </div>
            <Time at={since} />
          </li>
        ))}
      </ul>
    </Stack>
  );
}

function UnassignedLine({ routing: { team, unassigned } }: { routing: Routing }) {
  const t = useTexts();
  const queueing = useMutation({
    mutationFn: () => api.post("/teams/{team}/routing/queue/", {}, { path: { team } }),
    onSuccess: async ({ queued }) => {
      showNotice(t("assignment.queued", { count: queued }));
      await routingSaved();
    },
    onError: (error) => showError(error, t("failures.queue")),
  });
  return (
    <Group mt="sm" gap="sm">
      <Text size="sm">{t("assignment.unassigned", { count: unassigned })}</Text>
      <Button size="xs" variant="default" loading={queueing.isPending} onClick={() => queueing.mutate()}>
        {t("assignment.assignToo")}
      </Button>
    </Group>
  );
}
