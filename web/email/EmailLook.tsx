import "../lib/later-texts.ts";
import { Button, Group, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { showNotice } from "../ui/notices.ts";
import { useSettings } from "../ui/use-settings.ts";
import { emailSettingsQuery } from "./email-queries.ts";

type Settings = AnswerOf<"GET", "/email-settings/">;

/** The desk's name and color in emails. */
export function EmailLook() {
  const { data } = useQuery(emailSettingsQuery);
  return data ? <LookForm settings={data} /> : null;
}

function LookForm({ settings }: { settings: Settings }) {
  const t = useTexts();
  const { written, change, isChanged, isSaving, save } = useSettings({
    settings,
    save: (changes, headers) => api.patch("/email-settings/", changes, { headers }),
    onSaved: (savedSettings) => {
      queryClient.setQueryData(emailSettingsQuery.queryKey, savedSettings);
      void queryClient.invalidateQueries({ queryKey: ["email-preview"] });
      showNotice(t("email.lookSaved"));
    },
    failure: t("failures.look"),
  });
  return (
    <Group align="flex-end">
      <TextInput
        label={t("email.deskName")}
        value={written.desk_name}
        maxLength={100}
        onChange={({ currentTarget: { value } }) => change({ desk_name: value })}
      />
      <TextInput
        type="color"
        label={t("email.color")}
        value={written.color}
        w={96}
        onChange={({ currentTarget: { value } }) => change({ color: value })}
      />
      <Button variant="default" disabled={!isChanged} loading={isSaving} onClick={save}>
        {t("common.save")}
      </Button>
    </Group>
  );
}
