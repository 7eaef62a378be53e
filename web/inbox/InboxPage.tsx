import { useQuery } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import { ErrorState, LoadingLines } from "../ui/States.tsx";

export function InboxPage() {
  const { data, error, refetch } = useQuery({
    queryKey: ["inbox"],
    queryFn: ({ signal }) => api.get("/tickets/", { query: { cursor: "", page_size: 50 }, signal }),
  });
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <LoadingLines />;
  return (
    <ul>
      {data.results.map(({ id, subject }) => (
        <li key={id}>{subject}</li>
      ))}
    </ul>
  );
}
