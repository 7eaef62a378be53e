import "../lib/later-texts.ts";
import { Alert, Button } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { may } from "../../wire/permissions.ts";
import { useActions } from "../lib/actions.ts";
import { api, Refusal } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import type { Comment, TicketNow } from "../tickets/ticket-query.ts";
import { entriesOf } from "../tickets/timeline-entries.ts";
import { showError, showNotice } from "../ui/notices.ts";
import { EmptyState, LoadingLines } from "../ui/States.tsx";
import { Timeline } from "./Timeline.tsx";
import css from "./TrashedTicket.module.css";

/** A ticket that does not exist for the reader: an Admin sees that it is in the trash, and can restore it. */
export function TrashedTicket({ id }: { id: string }) {
  const t = useTexts();
  const user = useUser();
  const { data, isLoading } = useQuery({
    queryKey: ["ticket", id, "trash"],
    queryFn: async ({ signal }) => {
      try {
        return await api.get("/tickets/trash/{id}/", { path: { id }, signal });
      } catch (error) {
        if (error instanceof Refusal && error.status === 404) return null;
        throw error;
      }
    },
    enabled: may(user, "trash.view"),
  });
  if (isLoading) return <LoadingLines />;
  if (data) return <InTrash ticket={{ ...data, version: 0 }} comments={data.comments} />;
  return (
    <EmptyState
      icon={IconTrash}
      title={t("ticket.gone")}
      action={
        <Button
          variant="default"
          renderRoot={(props) => <Link to="/tickets" search={(now: object) => now} {...props} />}
        >
          {t("inbox.back")}
        </Button>
      }
    >
      {t("ticket.goneText")}
    </EmptyState>
  );
}

function InTrash({ ticket, comments }: { ticket: TicketNow; comments: readonly Comment[] }) {
  const t = useTexts();
  const [frame, setFrame] = useState<HTMLElement | null>(null);
  const entries = useMemo(() => entriesOf(ticket, { earlier: 0, events: [], comments }), [ticket, comments]);
  const [isBusy, setBusy] = useState(false);
  const restore = async () => {
    setBusy(true);
    try {
      await api.post("/tickets/{id}/restore/", {}, { path: { id: ticket.id } });
      showNotice(t("ticket.restored", { number: ticket.ticket_number }));
      await queryClient.resetQueries({ queryKey: ["ticket", ticket.id] });
      await queryClient.invalidateQueries();
    } catch (error) {
      showError(error, t("ticket.notRestored", { number: ticket.ticket_number }));
      setBusy(false);
    }
  };
  useActions([
    {
      id: "ticket restore",
      section: t("actions.ticket"),
      label: t("ticket.restore"),
      keys: "r",
      run: () => void restore(),
    },
  ]);
  return (
    <div ref={setFrame} className={css.trashed}>
      <Alert color="red" variant="light" icon={<IconTrash size={18} aria-hidden />} title={t("ticket.inTrash")}>
        <p>{t("ticket.inTrashText")}</p>
        <Button size="compact-sm" loading={isBusy} onClick={() => void restore()}>
          {t("ticket.restore")}
        </Button>
      </Alert>
      <h1 dir="auto">{ticket.subject}</h1>
      <Timeline ticket={ticket} entries={entries} start="beginning" frame={frame} />
    </div>
  );
}
