import "../lib/later-texts.ts";
import { Switch } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { showError } from "../ui/notices.ts";
import { emailSettingsQuery } from "./email-queries.ts";

/** Decides whether an email that only says thank you reopens a resolved ticket. */
export function ReopenSetting() {
  const t = useTexts();
  const { data } = useQuery(emailSettingsQuery);
  const change = useMutation({
    mutationFn: (reopens_on_thanks: boolean) => api.patch("/email-settings/", { reopens_on_thanks }),
    onSuccess: (settings) => queryClient.setQueryData(emailSettingsQuery.queryKey, settings),
    onError: (error) => showError(error, t("failures.emailSettings")),
  });
  if (!data) return null;
  const { reopens_on_thanks: isOn } = data;
  return (
    <Switch
      size="sm"
      label={t("email.reopensOnThanks")}
      description={t("email.reopensOnThanksAbout")}
      checked={change.isPending ? change.variables : isOn}
      onChange={({ currentTarget: { checked } }) => change.mutate(checked)}
    />
  );
}
