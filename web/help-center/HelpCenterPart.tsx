import "../lib/later-texts.ts";
import { Anchor, Button, Skeleton, Stack, Switch, Text, Textarea, Title } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { CopyText } from "../ui/CopyText.tsx";
import { showError, showNotice } from "../ui/notices.ts";
import { CustomerViews } from "./CustomerViews.tsx";
import { LogoSettings } from "./LogoSettings.tsx";

type Settings = AnswerOf<"GET", "/contact-form-settings/">;
const queryKey = ["contact-form-settings"];

/** The help center, and the contact form that other sites can have. */
export function HelpCenterPart() {
  const t = useTexts();
  const { data } = useQuery({ queryKey, queryFn: ({ signal }) => api.get("/contact-form-settings/", { signal }) });
  return (
    <Stack>
      <Title order={2} size="h4">
        {t("helpCenter.title")}
      </Title>
      <Anchor href="/portal/" target="_blank" size="sm">
        {t("helpCenter.visit")}
      </Anchor>
      <LogoSettings />
      <Title order={3} size="h5">
        {t("helpCenter.form")}
      </Title>
      <Text size="sm" c="dimmed">
        {t("helpCenter.about")}
      </Text>
      {data ? <FormSettings key={JSON.stringify(data)} settings={data} /> : <Skeleton height={240} />}
      <CustomerViews />
    </Stack>
  );
}

const linesOf = (text: string) =>
  text
    .split(/\s+/)
    .map((line) => line.trim())
    .filter(Boolean);

function FormSettings({ settings }: { settings: Settings }) {
  const t = useTexts();
  const [isOn, setOn] = useState(settings.is_enabled);
  const [text, setText] = useState(settings.origins.join("\n"));
  const isChanged = isOn !== settings.is_enabled || linesOf(text).join() !== settings.origins.join();
  const save = useMutation({
    mutationFn: () => api.patch("/contact-form-settings/", { is_enabled: isOn, origins: linesOf(text) }),
    onSuccess: (saved) => {
      queryClient.setQueryData(queryKey, saved);
      showNotice(t("helpCenter.saved"));
    },
    onError: (error) => showError(error, t("failures.contactForm")),
  });
  const snippet = `<script src="${location.origin}/portal/contact-form.js" async></script>`;
  return (
    <Stack maw={560}>
      <Switch
        label={t("helpCenter.isOn")}
        checked={isOn}
        onChange={({ currentTarget: { checked } }) => setOn(checked)}
      />
      <Textarea
        label={t("helpCenter.origins")}
        description={t("helpCenter.originsAbout")}
        autosize
        minRows={3}
        value={text}
        onChange={({ currentTarget: { value } }) => setText(value)}
      />
      <div>
        <Button disabled={!isChanged} loading={save.isPending} onClick={() => save.mutate()}>
          {t("common.save")}
        </Button>
      </div>
      {settings.is_enabled && (
        <div>
          <Text size="sm" fw="var(--w-mid)">
            {t("helpCenter.snippet")}
          </Text>
          <CopyText name={t("helpCenter.code")} value={snippet} />
        </div>
      )}
    </Stack>
  );
}
