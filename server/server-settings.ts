import { showServerSettings } from "../wire/server-settings.ts";
import type { ShownSetting } from "./config.ts";
import { type Route, route } from "./platform/front-door.ts";

export const serverSettingsRoutes = (settings: readonly ShownSetting[]): Route[] => [
  route(showServerSettings, () => ({ body: { results: settings }, headers: { "cache-control": "no-store" } })),
];
