import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect } from "react";
import { Unreachable } from "./lib/api.ts";
import { queryClient } from "./lib/query-client.ts";
import { renewAccess, useSession } from "./lib/session.ts";
import { router } from "./pages.tsx";
import { theme } from "./theme.ts";
import { Notices } from "./ui/Notices.tsx";
import { ErrorState } from "./ui/States.tsx";

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <Notices />
        <Pages />
      </QueryClientProvider>
    </MantineProvider>
  );
}

function Pages() {
  const session = useSession();
  const { state } = session;
  useEffect(() => {
    if (state === "out") queryClient.clear();
    void router.invalidate();
  }, [state]);
  if (state === "starting") return null;
  if (state === "unreachable") return <ServerUnreachable />;
  return <RouterProvider router={router} />;
}

function ServerUnreachable() {
  return (
    <main style={{ height: "100dvh" }}>
      <ErrorState error={new Unreachable()} onRetry={() => void renewAccess()} />
    </main>
  );
}
