import { showServerSettings, showServerStatus } from "../wire/server-settings.ts";
import type { ShownSetting } from "./config.ts";
import { type DiskSpace, MIN_FREE_BYTES } from "./platform/disk-space.ts";
import { type Route, route } from "./platform/front-door.ts";

export const serverSettingsRoutes = (settings: readonly ShownSetting[], disks: DiskSpace): Route[] => [
  route(showServerSettings, () => ({ body: { results: settings }, headers: { "cache-control": "no-store" } })),
  route(showServerStatus, () => ({ body: statusOf(disks), headers: { "cache-control": "no-store" } })),
];

function statusOf(disks: DiskSpace) {
  const free = Object.entries(disks.free());
  return {
    disks: free.map(([name, free_bytes]) => ({ name, free_bytes, is_low: free_bytes < MIN_FREE_BYTES })),
    min_free_bytes: MIN_FREE_BYTES,
  };
}
