import "../lib/later-texts.ts";
import { Button, Group, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { showError, showNotice } from "../ui/notices.ts";

type Settings = AnswerOf<"GET", "/email-settings/">;

const queryKey = ["email-settings"];

/** The desk's name and color in emails. */
export function EmailLook() {
  const { data } = useQuery({ queryKey, queryFn: ({ signal }) => api.get("/email-settings/", { signal }) });
  return data ? <LookForm key={JSON.stringify(data)} settings={data} /> : null;
}

function LookForm({ settings }: { settings: Settings }) {
  const t = useTexts();
  const [written, setWritten] = useState(settings);
  const isChanged = written.desk_name !== settings.desk_name || written.color !== settings.color;
  const save = useMutation({
    mutationFn: () => api.patch("/email-settings/", written),
    onSuccess: (saved) => {
      queryClient.setQueryData(queryKey, saved);
      void queryClient.invalidateQueries({ queryKey: ["email-preview"] });
      showNotice(t("email.lookSaved"));
    },
    onError: (error) => showError(error, t("failures.look")),
  });
  return (
    <Group align="flex-end">
      <TextInput
        label={t("email.deskName")}
        value={written.desk_name}
        maxLength={100}
        onChange={({ currentTarget: { value } }) => setWritten({ ...written, desk_name: value })}
      />
      <TextInput
        type="color"
        label={t("email.color")}
        value={written.color}
        w={96}
        onChange={({ currentTarget: { value } }) => setWritten({ ...written, color: value })}
      />
      <Button variant="default" disabled={!isChanged} loading={save.isPending} onClick={() => save.mutate()}>
        {t("common.save")}
      </Button>
    </Group>
  );
}
