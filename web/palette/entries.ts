// Where the palette's entries come from: the actions that the visible components offer with `useActions` (web/lib/actions.ts),
// the parts of Settings, the tickets opened last, and the server's search (`GET /search/`).

import "../lib/later-texts.ts";
import { type Icon, IconBuilding, IconListSearch, IconTicket, IconUser, IconUserCircle } from "@tabler/icons-react";
import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { Status } from "../../wire/ticket-words.ts";
import { type Action, useKnownActions } from "../lib/actions.ts";
import { api, Refusal } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { matching, near } from "../lib/matching.ts";
import { recentOf } from "../lib/recent.ts";
import { useUser } from "../lib/session.ts";
import { type Translate, useTexts } from "../lib/texts.ts";
import { keptList } from "../tickets/kept-list.ts";
import { countText } from "../views/views.ts";
import { iconOf } from "./icons.ts";
import { useSettingsEntries } from "./settings-entries.ts";

export interface PaletteEntry {
  id: string;
  icon: Icon;
  /** The status of a ticket, shown instead of an icon. */
  status?: Status;
  label: string;
  hint?: string;
  keys?: string | undefined;
  /** It deletes: Enter runs it only after it was marked with the arrow keys. */
  isRisky?: boolean;
  run(): void;
}

interface Group {
  label: string;
  entries: readonly PaletteEntry[];
}

const MAX_RECENT = 5;
const MAX_ACTIONS = 8;

/** The palette's entries for the typed text. `asked` is the text that the server was asked for, a moment earlier. */
export function usePaletteEntries(text: string, query: string): { groups: Group[]; isSearching: boolean } {
  const t = useTexts();
  const { here, places, rest } = useActionEntries();
  const settings = useSettingsEntries();
  const recent = useRecentTickets();
  const results = useSearchResults(query);
  const isRecent = new Set(recent.map(({ id }) => id));
  const group = (label: string, entries: readonly PaletteEntry[]) => ({ label, entries });
  const fitting = (entries: readonly PaletteEntry[]) => matching(entries, text).slice(0, text ? MAX_ACTIONS : 99);
  const nearHere = near(here, text).filter(({ isRisky }) => !isRisky);
  const groups = [
    group(t("palette.here"), text ? nearHere : here),
    group(t("palette.recent"), fitting(recent)),
    ...(text ? results.groups : []).map(({ label, entries }) =>
      group(
        label,
        entries.filter(({ id }) => !isRecent.has(id) || matching(recent, text).every((each) => each.id !== id)),
      ),
    ),
    group(t("palette.places"), fitting(text ? [...places, ...settings] : places)),
    group(t("palette.actions"), fitting(text ? [...rest, ...here.filter((each) => !nearHere.includes(each))] : rest)),
  ];
  return {
    groups: groups.filter(({ entries }) => entries.length > 0),
    isSearching: results.isSearching || (text !== "" && text !== query),
  };
}

// actions for the open ticket, or else for the tickets selected in the list
const IS_HERE = /^(?:ticket|change) |^(?:reply|note|send|send and resolve|create ticket)$/;
const IS_PLACE = /^(?:go|view) /;
const IS_RISKY = /^(?:ticket|change) (?:delete|spam)$/;
const LAST = "sign out";

/** The available actions, recently chosen ones first: those on the open ticket, places to go, and the rest. */
function useActionEntries() {
  const user = useUser();
  const recentIds = recentOf("choices", user.id).all();
  const rank = ({ id }: Action) => (id === LAST ? 1_000 : recentIds.includes(id) ? recentIds.indexOf(id) : 100);
  const actions = useKnownActions()
    .filter(({ isKeyOnly }) => !isKeyOnly)
    .sort((one, other) => rank(one) - rank(other));
  const entries = (which: (action: Action) => boolean): PaletteEntry[] =>
    actions.filter(which).map(({ id, label, section, keys, run }) => ({
      id: `do ${id}`,
      icon: iconOf(id),
      label,
      // the heading of an action for the ticket names the ticket
      ...(!IS_HERE.test(id) && { hint: section }),
      keys,
      isRisky: IS_RISKY.test(id),
      run: () => {
        recentOf("choices", user.id).add(id);
        run();
      },
    }));
  return {
    here: entries(({ id }) => IS_HERE.test(id)),
    places: entries(({ id }) => IS_PLACE.test(id)),
    rest: entries(({ id }) => !IS_HERE.test(id) && !IS_PLACE.test(id)),
  };
}

interface NamedTicket {
  id: string;
  ticket_number: string;
  subject: string;
  status: Status;
  company_name: string | null;
}

/** The tickets that the user opened last; only their IDs are stored on the device. */
function useRecentTickets(): PaletteEntry[] {
  const user = useUser();
  const openTicket = useOpenTicketEntry();
  const ids = recentOf("tickets", user.id).all().slice(0, MAX_RECENT);
  const answers = useQueries({
    queries: ids.map((id) => ({
      queryKey: ["ticket", id, "name"],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const query = { fields: "id,ticket_number,subject,status,company_name" };
        return api.get("/tickets/{id}/", { path: { id }, query, signal }).catch((error) => {
          // deleted since then
          if (error instanceof Refusal) return null;
          throw error;
        });
      },
    })),
  });
  return answers.flatMap(({ data }) => (data ? openTicket(data) : []));
}

function useOpenTicketEntry() {
  const navigate = useNavigate();
  return ({ id, ticket_number, subject, status, company_name }: NamedTicket): PaletteEntry => ({
    id,
    icon: IconTicket,
    status,
    label: subject,
    hint: [ticket_number, company_name].filter(Boolean).join(" · "),
    run: () => {
      // keys are for the ticket, no longer for the field that had the focus
      (document.activeElement as HTMLElement | null)?.blur();
      void navigate({ to: `/tickets/${id}`, search: keptList as never });
    },
  });
}

function useSearchResults(q: string): { groups: Group[]; isSearching: boolean } {
  const t = useTexts();
  const navigate = useNavigate();
  const openTicket = useOpenTicketEntry();
  const { data, isPending, isPlaceholderData, fetchStatus } = useQuery({
    queryKey: ["search", q],
    queryFn: ({ signal }) => api.get("/search/", { query: { q }, signal }),
    enabled: q !== "",
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
  const count = useAllCount(q, !isPlaceholderData && data !== undefined);
  const isOfAnother = isPending || isPlaceholderData;
  const isSearching = isOfAnother && fetchStatus === "fetching";
  // without a connection, the typed text gets no response
  if (!data || (isOfAnother && !isSearching)) return { groups: [], isSearching };
  return {
    groups: groupsOf(q, data, { t, count, openTicket, open: (to) => () => void navigate({ to }) }),
    isSearching,
  };
}

/** How many tickets the list shows for the text: it searches messages, too, and the palette shows only the best. */
function useAllCount(q: string, isWanted: boolean) {
  return useQuery({
    queryKey: ["inbox-count", { q }],
    queryFn: ({ signal }) => api.get("/inbox/count/", { query: { q }, signal }),
    enabled: isWanted,
  }).data;
}

interface Openers {
  t: Translate;
  count: ReturnType<typeof useAllCount>;
  openTicket(ticket: NamedTicket): PaletteEntry;
  open(path: string): () => void;
}

/** The tickets of the search; the last entry shows all of them in the list. */
function ticketEntries(
  q: string,
  tickets: readonly NamedTicket[],
  { t, count, openTicket, open }: Openers,
): PaletteEntry[] {
  if (tickets.length === 0 && !count?.count) return [];
  const all: PaletteEntry = {
    id: "all tickets",
    icon: IconListSearch,
    label: count
      ? t("listNotes.scope.everywhereCount", { count: count.count, shown: countText(count) })
      : t("listNotes.scope.everywhere"),
    hint: q,
    run: open(`/tickets?${new URLSearchParams({ view: "all", q })}`),
  };
  return [...tickets.map(openTicket), all];
}

/** The results of the search, by kind. */
const groupsOf = (
  q: string,
  results: AnswerOf<"GET", "/search/">,
  { t, openTicket, open, ...rest }: Openers,
): Group[] => [
  { label: t("palette.tickets"), entries: ticketEntries(q, results.tickets, { t, openTicket, open, ...rest }) },
  {
    label: t("palette.companies"),
    entries: results.companies.map(({ id, name }) => ({
      id,
      icon: IconBuilding,
      label: name,
      run: open(`/companies/${id}`),
    })),
  },
  {
    label: t("palette.contacts"),
    entries: results.contacts.map(({ id, name, company_name }) => ({
      id,
      icon: IconUser,
      label: name,
      ...(company_name && { hint: company_name }),
      run: open(`/contacts/${id}`),
    })),
  },
  {
    label: t("palette.people"),
    entries: results.users.map(({ id, full_name, role }) => ({
      id,
      icon: IconUserCircle,
      label: full_name,
      hint: t(`roles.${role}`),
      run: open(`/people/${id}`),
    })),
  },
];
