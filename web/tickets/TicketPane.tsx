import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { ErrorState, LoadingLines } from "../ui/States.tsx";

/** The ticket of the address. */
export function TicketPane() {
  const t = useTexts();
  const { ticketId } = useParams({ from: "/inside/tickets/$ticketId" });
  const { data, error, refetch } = useQuery({
    queryKey: ["ticket", ticketId],
    queryFn: ({ signal }) => api.get("/tickets/{id}/", { path: { id: ticketId }, signal }),
  });
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <LoadingLines />;
  return (
    <article style={{ overflow: "auto", padding: 24 }}>
      <Link to="/tickets" search={(now) => now}>
        {t("inbox.back")}
      </Link>
      <h1>{data.subject}</h1>
      <p>{data.description}</p>
    </article>
  );
}
