import { QueryClient } from "@tanstack/react-query";
import { Refusal } from "./api.ts";

// The event stream reports changes, so nothing is fetched again within a minute just because of its age.
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => !(error instanceof Refusal && error.status < 500) && count < 3,
      retryDelay: (count) => Math.min(500 * 2 ** count, 8_000),
    },
    mutations: { networkMode: "always" },
  },
});
