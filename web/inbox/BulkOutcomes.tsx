import { Affix, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { api } from "../lib/api.ts";
import { useUser } from "../lib/session.ts";
import { useStore } from "../lib/store.ts";
import { BulkOutcome } from "./BulkOutcome.tsx";
import { bulkShown, showBulk } from "./bulk-shown.ts";

const LAST = 5;

/**
 * The bulk changes that are running or have something to report; also those that were running when the app was closed.
 */
export function BulkOutcomes() {
  const me = useUser();
  const visible = useStore(bulkShown);
  const { data } = useQuery({
    queryKey: ["bulk-changes", "mine"],
    queryFn: async ({ signal }) => (await api.get("/bulk-changes/", { query: { page_size: LAST }, signal })).results,
    staleTime: Number.POSITIVE_INFINITY,
  });
  useEffect(() => {
    for (const { id, state, created_by } of data ?? [])
      if (created_by === me.id && (state === "running" || state === "undoing")) showBulk(id);
  }, [data, me.id]);
  if (visible.length === 0) return null;
  return (
    <Affix position={{ bottom: 16, right: 16 }} zIndex={300}>
      <Stack gap="sm">
        {visible.map((id) => (
          <BulkOutcome key={id} id={id} />
        ))}
      </Stack>
    </Affix>
  );
}
