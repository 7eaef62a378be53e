import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../lib/api.ts";
import { ErrorState, LoadingLines } from "../ui/States.tsx";

export function TicketList() {
  const { data, error, refetch } = useQuery({
    queryKey: ["inbox"],
    queryFn: ({ signal }) => api.get("/tickets/", { query: { cursor: "", page_size: 50 }, signal }),
  });
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <LoadingLines />;
  return (
    <ul style={{ overflow: "auto", margin: 0 }}>
      {data.results.map(({ id, subject }) => (
        <li key={id}>
          <Link to="/tickets/$ticketId" params={{ ticketId: id }} search={(now) => now}>
            {subject}
          </Link>
        </li>
      ))}
    </ul>
  );
}
