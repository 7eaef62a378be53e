import "../lib/later-texts.ts";
import { ActionIcon, Button, Group, NativeSelect } from "@mantine/core";
import { IconLink, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { RELATIONS, type Relation } from "../../wire/link-words.ts";
import { useActions } from "../lib/actions.ts";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { queryClient } from "../lib/query-client.ts";
import { t as translate, useTexts } from "../lib/texts.ts";
import { StatusMark } from "../tickets/StatusMark.tsx";
import { showError, showNotice } from "../ui/notices.ts";
import panel from "../ui/panel-part.module.css";
import css from "./LinksPart.module.css";
import { TicketPicker } from "./TicketPicker.tsx";

type TicketLink = AnswerOf<"GET", "/tickets/{id}/links/">["results"][number];

// "inbox": read again when any ticket changes, because links show the status of other tickets
const keyOf = (ticket: string) => ["inbox", "links", ticket];
const linksChanged = () => queryClient.invalidateQueries({ queryKey: ["inbox", "links"] });

async function add(ticket: string, relation: Relation, other: string, isUndo = false): Promise<void> {
  try {
    const link = await api.post("/tickets/{id}/links/", { ticket: other, relation }, { path: { id: ticket } });
    const undo = isUndo ? undefined : { run: () => void remove(ticket, link, true) };
    showNotice(translate("linking.linked", { number: link.ticket_number }), undo);
  } catch (error) {
    showError(error, translate("failures.link"));
  } finally {
    await linksChanged();
  }
}

async function remove(ticket: string, link: TicketLink, isUndo = false): Promise<void> {
  try {
    await api.remove("/tickets/{id}/links/{link}/", { path: { id: ticket, link: link.id } });
    const undo = isUndo ? undefined : { run: () => void add(ticket, link.relation, link.ticket, true) };
    showNotice(translate("linking.unlinked", { number: link.ticket_number }), undo);
  } catch (error) {
    showError(error, translate("failures.unlink"));
  } finally {
    await linksChanged();
  }
}

/** The linked tickets, and a form to link another one. */
export function LinksPart({ ticket, className = "" }: { ticket: string; className?: string | undefined }) {
  const t = useTexts();
  const [isAdding, setAdding] = useState(false);
  const { data } = useQuery({
    queryKey: keyOf(ticket),
    queryFn: async ({ signal }) => (await api.get("/tickets/{id}/links/", { path: { id: ticket }, signal })).results,
  });
  useActions([
    { id: "ticket link", section: t("actions.ticket"), label: t("linking.add"), run: () => setAdding(true) },
  ]);
  if (!data) return null;
  return (
    <section className={`${className} ${panel.part}`} aria-label={t("linking.title")}>
      <h2>{t("linking.title")}</h2>
      {data.length > 0 && (
        <ul className={panel.list}>
          {data.map((link) => (
            <li key={link.id}>
              <Row ticket={ticket} link={link} />
            </li>
          ))}
        </ul>
      )}
      {isAdding ? (
        <NewLink ticket={ticket} onDone={() => setAdding(false)} />
      ) : (
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconLink size={14} aria-hidden />}
          onClick={() => setAdding(true)}
        >
          {t("linking.add")}
        </Button>
      )}
    </section>
  );
}

function Row({ ticket, link }: { ticket: string; link: TicketLink }) {
  const t = useTexts();
  const label = t("linking.remove", { number: link.ticket_number });
  return (
    <div className={panel.row}>
      <span className={css.relation}>{t(`linking.relations.${link.relation}`)}</span>
      <Link
        className={panel.opener}
        to="/tickets/$ticketId"
        params={{ ticketId: link.ticket }}
        search={(now: object) => now}
        data-tip={`${link.ticket_number} · ${link.subject}`}
      >
        <StatusMark status={link.status} isBare />
        <span dir="auto">{link.subject}</span>
      </Link>
      <ActionIcon size={24} aria-label={label} onClick={() => void remove(ticket, link)}>
        <IconX size={14} stroke={1.75} aria-hidden />
      </ActionIcon>
    </div>
  );
}

function NewLink({ ticket, onDone }: { ticket: string; onDone(): void }) {
  const t = useTexts();
  const [relation, setRelation] = useState<Relation>("related");
  const [other, setOther] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  return (
    <form
      className={css.form}
      onSubmit={async (event) => {
        event.preventDefault();
        if (!other) return;
        setBusy(true);
        await add(ticket, relation, other);
        onDone();
      }}
    >
      <NativeSelect
        size="xs"
        label={t("linking.relation")}
        value={relation}
        data={RELATIONS.map((value) => ({ value, label: t(`linking.relations.${value}`) }))}
        onChange={({ currentTarget: { value } }) => setRelation(value as Relation)}
      />
      <TicketPicker label={t("linking.ticket")} without={ticket} value={other} onChoose={setOther} />
      <Group gap="xs" justify="flex-end">
        <Button size="compact-sm" variant="default" onClick={onDone}>
          {t("common.cancel")}
        </Button>
        <Button size="compact-sm" type="submit" loading={isBusy} disabled={!other}>
          {t("linking.link")}
        </Button>
      </Group>
    </form>
  );
}
