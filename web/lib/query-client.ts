import { QueryClient } from "@tanstack/react-query";
import { Refusal } from "./api.ts";

// The live stream says what has changed, so nothing is read again for its age alone within the minute.
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
