import "../lib/later-texts.ts";
import { Select, Switch } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { REMOTE_PICTURES } from "../../wire/email-words.ts";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { emailStatusQuery } from "../tickets/email-status.ts";
import { showError } from "../ui/notices.ts";
import { emailSettingsQuery } from "./email-queries.ts";

type Settings = Pick<AnswerOf<"GET", "/email-settings/">, "reopens_on_thanks" | "remote_pictures">;

/** Decides which emails reopen a ticket, and whether messages show pictures of other sites. */
export function IncomingSettings() {
  const t = useTexts();
  const { data } = useQuery(emailSettingsQuery);
  const change = useMutation({
    mutationFn: (changes: Partial<Settings>) => api.patch("/email-settings/", changes),
    onSuccess: (settings) => {
      queryClient.setQueryData(emailSettingsQuery.queryKey, settings);
      void queryClient.invalidateQueries({ queryKey: emailStatusQuery.queryKey });
    },
    onError: (error) => showError(error, t("failures.emailSettings")),
  });
  if (!data) return null;
  const shownSettings: Settings = { ...data, ...(change.isPending && change.variables) };
  return (
    <>
      <Switch
        size="sm"
        label={t("email.reopensOnThanks")}
        description={t("email.reopensOnThanksAbout")}
        checked={shownSettings.reopens_on_thanks}
        onChange={({ currentTarget: { checked } }) => change.mutate({ reopens_on_thanks: checked })}
      />
      <Select
        label={t("email.remotePictures")}
        description={t("email.remotePicturesAbout")}
        value={shownSettings.remote_pictures}
        allowDeselect={false}
        maw={420}
        onChange={(value) => change.mutate({ remote_pictures: value as Settings["remote_pictures"] })}
        data={REMOTE_PICTURES.map((value) => ({ value, label: t(`email.remotePicturesWhen.${value}`) }))}
      />
    </>
  );
}
