import "../lib/later-texts.ts";
import { UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTexts } from "../lib/texts.ts";
import { loadLate } from "../ui/load-late.tsx";
import css from "./Arrival.module.css";
import { arrivalsQuery } from "./conversation-query.ts";
import { ThankYou } from "./ThankYou.tsx";

const ArrivalDrawer = loadLate(async () => (await import("./ArrivalDrawer.tsx")).ArrivalDrawer);

/** Below a message that came by email: why it is in this ticket, and a link to the whole email. */
export function Arrival({ ticket, comment }: { ticket: string; comment: string | null }) {
  const t = useTexts();
  const { data } = useQuery(arrivalsQuery(ticket));
  const [isOpen, setOpen] = useState(false);
  const email = data?.find((each) => each.comment === comment);
  if (!email) return null;
  const { matched_by: match, auth, outcome } = email;
  const why = outcome === "automatic" ? "automatic" : (match ?? "new");
  return (
    <>
      <div className={css.line}>
        <span>
          {t(`email.joined.${why}`)}
          {auth && ` · ${t(`email.proof.${auth.verdict}`)}`}
        </span>
        <UnstyledButton className={css.open} aria-haspopup="dialog" onClick={() => setOpen(true)}>
          {t(email.has_quote ? "email.openQuoted" : "email.openWhole")}
        </UnstyledButton>
        {isOpen && <ArrivalDrawer ticket={ticket} email={email} onClose={() => setOpen(false)} />}
      </div>
      {comment && <ThankYou comment={comment} />}
    </>
  );
}
