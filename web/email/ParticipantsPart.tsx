import "../lib/later-texts.ts";
import { ActionIcon, Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import { showError } from "../ui/notices.ts";
import panel from "../ui/panel-part.module.css";
import { AddressInput } from "./AddressInput.tsx";
import { conversationChanged, conversationQuery, type Participant } from "./conversation-query.ts";
import css from "./ParticipantsPart.module.css";

/** The people who take part in the ticket by email besides its contact. */
export function ParticipantsPart({ ticket }: { ticket: string }) {
  const t = useTexts();
  const { company } = useOpenTicket().ticket;
  const { data } = useQuery(conversationQuery(ticket));
  const [isAdding, setAdding] = useState(false);
  const add = useMutation({
    mutationFn: (address: string) => api.post("/tickets/{id}/participants/", { address }, { path: { id: ticket } }),
    onError: (error, address) => showError(error, t("failures.participantAdd", { address })),
    onSettled: () => conversationChanged(ticket),
  });
  if (!data) return null;
  return (
    <section className={css.part} aria-label={t("email.participants")}>
      <h3>{t("email.participants")}</h3>
      <ul className={panel.list}>
        {data.participants.map((each) => (
          <li key={each.id}>
            <Row ticket={ticket} participant={each} onAccept={() => add.mutate(each.address)} />
          </li>
        ))}
      </ul>
      {isAdding ? (
        <AddressInput
          label={t("email.addLabel")}
          value={[]}
          nameOf={() => undefined}
          onChange={(addresses) => {
            for (const address of addresses) add.mutate(address);
          }}
          taken={[data.requester, ...data.participants].flatMap((each) => each?.address ?? [])}
          company={company}
          placeholder={t("email.addressOrContact")}
          autoFocus
        />
      ) : (
        <Button size="compact-xs" variant="subtle" onClick={() => setAdding(true)}>
          {t("email.addParticipant")}
        </Button>
      )}
    </section>
  );
}

function Row({ ticket, participant, onAccept }: { ticket: string; participant: Participant; onAccept(): void }) {
  const t = useTexts();
  const { id, name, address, state, origin, added_by_name: by } = participant;
  const remove = useMutation({
    mutationFn: () =>
      api.remove("/tickets/{id}/participants/{participant}/", { path: { id: ticket, participant: id } }),
    onError: (error) => showError(error, t("failures.participantRemove", { address })),
    onSettled: () => conversationChanged(ticket),
  });
  const label = name || address;
  const isProposed = state === "proposed";
  const how = by ? t("email.addedBy", { name: by }) : t(`email.origins.${origin}`);
  return (
    <div className={panel.row} data-proposed={isProposed || undefined} title={`${address} · ${how}`}>
      <span className={css.who}>
        <span dir="auto">{label}</span>
        {name && <span className={css.address}>{address}</span>}
        {isProposed && <span className={css.proposed}>{t("email.proposed")}</span>}
      </span>
      {isProposed && (
        <Button
          size="compact-xs"
          variant="default"
          onClick={onAccept}
          aria-label={t("email.acceptParticipant", { name: label })}
        >
          {t("email.accept")}
        </Button>
      )}
      <ActionIcon
        size={24}
        loading={remove.isPending}
        aria-label={t("email.removeParticipant", { name: label })}
        onClick={() => remove.mutate()}
      >
        <IconX size={14} stroke={1.75} aria-hidden />
      </ActionIcon>
    </div>
  );
}
