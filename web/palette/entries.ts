import { type Icon, IconBolt, IconBuilding, IconTicket, IconUser, IconUserCircle } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useKnownActions } from "../lib/actions.ts";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";

export interface PaletteEntry {
  id: string;
  icon: Icon;
  label: string;
  beside?: string;
  keys?: string | undefined;
  run(): void;
}

interface Group {
  label: string;
  entries: PaletteEntry[];
}

/** What the palette offers for what was typed; `asked` is what the server was asked for, a moment behind. */
export function usePaletteEntries(typed: string, asked: string): { groups: Group[]; isSearching: boolean } {
  const t = useTexts();
  const found = useFound(asked);
  const words = typed.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const actions = useKnownActions()
    .filter(({ isKeyOnly }) => !isKeyOnly)
    .filter(({ label, section }) => words.every((word) => `${section} ${label}`.toLocaleLowerCase().includes(word)))
    .map(({ id, label, section, keys, run }) => ({
      id: `do ${id}`,
      icon: IconBolt,
      label,
      beside: section,
      keys,
      run,
    }));
  const groups = [
    ...(typed ? found.groups : []),
    { label: t("palette.actions"), entries: typed ? actions.slice(0, 8) : actions },
  ];
  return {
    groups: groups.filter(({ entries }) => entries.length > 0),
    isSearching: found.isSearching || (typed !== "" && typed !== asked),
  };
}

function useFound(q: string): { groups: Group[]; isSearching: boolean } {
  const t = useTexts();
  const navigate = useNavigate();
  const { data, isPending, isPlaceholderData, fetchStatus } = useQuery({
    queryKey: ["search", q],
    queryFn: ({ signal }) => api.get("/search/", { query: { q }, signal }),
    enabled: q !== "",
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
  const isOfAnother = isPending || isPlaceholderData;
  const isSearching = isOfAnother && fetchStatus === "fetching";
  // without a connection there will be no answer to what was typed
  if (!data || (isOfAnother && !isSearching)) return { groups: [], isSearching };
  const open = (to: string) => () => void navigate({ to });
  const groups: Group[] = [
    {
      label: t("palette.tickets"),
      entries: data.tickets.map(({ id, ticket_number, subject, company_name }) => ({
        id,
        icon: IconTicket,
        label: subject,
        beside: company_name ? `${ticket_number} · ${company_name}` : ticket_number,
        run: open(`/tickets/${id}`),
      })),
    },
    {
      label: t("palette.companies"),
      entries: data.companies.map(({ id, name }) => ({
        id,
        icon: IconBuilding,
        label: name,
        run: open(`/companies/${id}`),
      })),
    },
    {
      label: t("palette.contacts"),
      entries: data.contacts.map(({ id, name, company_name }) => ({
        id,
        icon: IconUser,
        label: name,
        ...(company_name && { beside: company_name }),
        run: open(`/contacts/${id}`),
      })),
    },
    {
      label: t("palette.people"),
      entries: data.users.map(({ id, full_name, role }) => ({
        id,
        icon: IconUserCircle,
        label: full_name,
        beside: t(`roles.${role}`),
        run: open(`/people/${id}`),
      })),
    },
  ];
  return { groups, isSearching };
}
