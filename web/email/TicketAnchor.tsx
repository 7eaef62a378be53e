import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";

/** A link to the ticket of an email. */
export function TicketAnchor({ id, number }: { id: string; number: string | null }) {
  return (
    <Anchor fz="inherit" renderRoot={(props) => <Link to="/tickets/$ticketId" params={{ ticketId: id }} {...props} />}>
      {number}
    </Anchor>
  );
}
