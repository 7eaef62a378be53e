import "../lib/later-texts.ts";
import { Switch } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { showError } from "../ui/notices.ts";

/** Decides whether a company's contacts see each other's tickets in the help center. */
export function CompanyPortal({ company }: { company: string }) {
  const t = useTexts();
  const queries = useQueryClient();
  const queryKey = ["company", company, "portal"];
  const path = { id: company };
  const { data } = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.get("/companies/{id}/portal/", { path, signal }),
  });
  const change = useMutation({
    mutationFn: (shares_tickets: boolean) => api.patch("/companies/{id}/portal/", { shares_tickets }, { path }),
    onSuccess: (portal) => {
      queries.setQueryData(queryKey, portal);
      void queries.invalidateQueries({ queryKey: ["contact"] });
    },
    onError: (error) => showError(error, t("failures.sharing")),
  });
  if (!data) return null;
  return (
    <Switch
      size="sm"
      label={t("companies.sharesTickets")}
      checked={data.shares_tickets}
      onChange={({ currentTarget: { checked } }) => change.mutate(checked)}
    />
  );
}
