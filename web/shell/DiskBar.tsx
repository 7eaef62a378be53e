import "../lib/later-texts.ts";
import { Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import { useUser } from "../lib/session.ts";
import { sizeText } from "../lib/sizes.ts";
import { useTexts } from "../lib/texts.ts";

const INTERVAL_MS = 60_000;

/** Tells Admins that the server refuses changes because a disk is almost full. */
export function DiskBar() {
  const t = useTexts();
  const { role } = useUser();
  const { data } = useQuery({
    queryKey: ["server-status"],
    queryFn: ({ signal }) => api.get("/server-status/", { signal }),
    enabled: role === "Admin",
    refetchInterval: INTERVAL_MS,
  });
  const low = data?.disks.filter((disk) => disk.is_low).map((disk) => disk.free_bytes) ?? [];
  return (
    <div role="status" aria-live="polite">
      {low.length > 0 && (
        <Group justify="center" py={4} px="md" bg="var(--note)" style={{ borderBottom: "1px solid var(--line)" }}>
          <Text size="sm">{t("settings.diskLow", { free: sizeText(Math.min(...low)) })}</Text>
        </Group>
      )}
    </div>
  );
}
