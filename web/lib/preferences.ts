import { useQuery } from "@tanstack/react-query";
import { allowSingleKeys } from "./actions.ts";
import { api } from "./api.ts";
import type { AnswerOf, BodyOf } from "./endpoints.ts";
import { queryClient } from "./query-client.ts";
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
  auto_advance: false,
  shortcuts: true,
  desktop_notifications: false,
};

/** What this device remembers of the last answer, so that the first picture is already the right one. */
function remembered(): Preferences {
  try {
    return { ...BEFORE, ...(JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Preferences>) };
  } catch {
    return BEFORE;
  }
}

export const preferencesQuery = {
  queryKey: ["preferences"],
  queryFn: () => api.get("/users/me/preferences/"),
  placeholderData: remembered,
  staleTime: Number.POSITIVE_INFINITY,
};

/** How the person who is signed in likes the app. */
export function usePreferences(): Preferences {
  return useQuery(preferencesQuery).data ?? BEFORE;
}

/** What the server holds as the person's signature, read now if it has not come yet. */
export const savedSignature = async (): Promise<string> =>
  (await queryClient.ensureQueryData(preferencesQuery)).signature;

/** The same as the server has it; undefined until it has answered. For what is changed from what is there. */
export function useSavedPreferences(): Preferences | undefined {
  const { data, isPlaceholderData } = useQuery(preferencesQuery);
  return isPlaceholderData ? undefined : data;
}

/** Turns what is outside of the components to these preferences. */
export function applyPreferences(wanted: Preferences): void {
  localStorage.setItem(KEY, JSON.stringify({ ...wanted, signature: "" }));
  showTimes(wanted.date_format, wanted.time_zone);
  allowSingleKeys(wanted.shortcuts);
  document.documentElement.dataset.density = wanted.density;
  void speak(wanted.language);
}

export const startPreferences = (): void => applyPreferences(remembered());

// one after the other, so that the last wish is the one that stays
let sending: Promise<unknown> = Promise.resolve();
// what the server has said last, and what was changed here since
let confirmed: Preferences | undefined;
let unsaved: BodyOf<"PATCH", "/users/me/preferences/">[] = [];

function show(): void {
  if (confirmed) queryClient.setQueryData(["preferences"], Object.assign({}, confirmed, ...unsaved));
}

/** Changes preferences: at once here, then on the server. What the server refuses goes back to the last confirmed value. */
export async function changePreferences(changes: BodyOf<"PATCH", "/users/me/preferences/">): Promise<void> {
  // undefined while the server has not answered yet: nothing is invented, the answer brings it
  if (unsaved.length === 0) confirmed = queryClient.getQueryData<Preferences>(["preferences"]);
  unsaved = [...unsaved, changes];
  show();
  const sent = sending.then(() => api.patch("/users/me/preferences/", changes));
  sending = sent.catch(() => {});
  try {
    confirmed = await sent;
  } finally {
    unsaved = unsaved.filter((each) => each !== changes);
    show();
  }
}
