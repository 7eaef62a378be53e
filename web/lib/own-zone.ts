import { type Preferences, preferencesQuery } from "./preferences.ts";
import { queryClient } from "./query-client.ts";

/** The user's time zone: the chosen one, or that of this device. */
export const ownZone = (): string =>
  queryClient.getQueryData<Preferences>(preferencesQuery.queryKey)?.time_zone ||
  new Intl.DateTimeFormat().resolvedOptions().timeZone;
