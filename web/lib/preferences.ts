import { useQuery } from "@tanstack/react-query";
import { allowSingleKeys } from "./actions.ts";
import { api } from "./api.ts";
import type { AnswerOf, BodyOf } from "./endpoints.ts";
import { queryClient } from "./query-client.ts";
import { currentUserId } from "./session.ts";
import { showAtOnce } from "./show-at-once.ts";
import { speak } from "./texts.ts";
import { showTimes } from "./time.ts";

export type Preferences = AnswerOf<"GET", "/users/me/preferences/">;

const KEY = "docket preferences";
const BEFORE: Preferences = {
  theme: "auto",
  density: "comfortable",
  start_view: "",
  signature: "",
  date_format: "system",
  time_zone: "",
  language: "",
  list_width: null,
  inbox_layout: "list",
  inbox_columns: [],
  dashboard_reports: [],
  auto_advance: false,
  assign_on_reply: true,
  shortcuts: true,
};

/** The user's last response, kept on this device so that the first paint is already right. */
function readRemembered(): Preferences {
  try {
    const { user, ...preferences } = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Preferences> & {
      user?: string;
    };
    const now = currentUserId();
    return user && now && user !== now ? BEFORE : { ...BEFORE, ...preferences };
  } catch {
    return BEFORE;
  }
}

export const preferencesQuery = {
  queryKey: ["preferences"],
  queryFn: () => api.get("/users/me/preferences/"),
  placeholderData: readRemembered,
  staleTime: Number.POSITIVE_INFINITY,
};

/** The preferences of the user who is signed in. */
export function usePreferences(): Preferences {
  return useQuery(preferencesQuery).data ?? BEFORE;
}

/** The person's signature, fetched now if it has not arrived yet. */
export const savedSignature = async (): Promise<string> =>
  (await queryClient.ensureQueryData(preferencesQuery)).signature;

/**
 * The preferences as stored on the server; undefined until they arrive. For changes that build on the current value.
 */
export function useSavedPreferences(): Preferences | undefined {
  const { data, isPlaceholderData } = useQuery(preferencesQuery);
  return isPlaceholderData ? undefined : data;
}

/** Applies these preferences outside of React: theme, language, dates. */
export function applyPreferences(preferences: Preferences): void {
  const user = currentUserId();
  if (user) localStorage.setItem(KEY, JSON.stringify({ ...preferences, signature: "", user }));
  showTimes(preferences.date_format, preferences.time_zone);
  allowSingleKeys(preferences.shortcuts);
  document.documentElement.dataset.density = preferences.density;
  void speak(preferences.language);
}

export const startPreferences = (): void => applyPreferences(readRemembered());

/** Changes preferences at once here, then on the server. If the server refuses, the last confirmed value returns. */
export const changePreferences = (changes: BodyOf<"PATCH", "/users/me/preferences/">): Promise<void> =>
  showAtOnce<Preferences>(
    preferencesQuery.queryKey,
    (now) => ({ ...now, ...(changes as Partial<Preferences>) }),
    () => api.patch("/users/me/preferences/", changes),
  );
