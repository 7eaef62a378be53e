import "../lib/later-texts.ts";
import { Anchor, Button, Group, Skeleton, Stack, Switch, Text, Textarea, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { CopyText } from "../ui/CopyText.tsx";
import { showNotice } from "../ui/notices.ts";
import { useSettings } from "../ui/use-settings.ts";
import { CustomerViews } from "./CustomerViews.tsx";
import { LogoSettings } from "./LogoSettings.tsx";
import { OlderTickets } from "./OlderTickets.tsx";

type Settings = AnswerOf<"GET", "/contact-form-settings/">;
const queryKey = ["contact-form-settings"];

/** Settings of the help center and of the contact form for other sites. */
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
      {data ? <FormSettings settings={data} /> : <Skeleton height={240} />}
      <OlderTickets />
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
  // the typed text with its empty lines; null while it is not being edited
  const [text, setText] = useState<string | null>(null);
  const { written, change, isChanged, isSaving, save } = useSettings({
    settings,
    save: (changes, headers) => api.patch("/contact-form-settings/", changes, { headers }),
    onSaved: (savedSettings) => {
      queryClient.setQueryData(queryKey, savedSettings);
      setText(null);
      showNotice(t("helpCenter.saved"));
    },
    failure: t("failures.contactForm"),
  });
  const snippet = `<script src="${location.origin}/portal/contact-form.js" async></script>`;
  return (
    <Stack>
      <Switch
        label={t("helpCenter.onHelpCenter")}
        description={t("helpCenter.onHelpCenterAbout")}
        checked={written.on_help_center}
        onChange={({ currentTarget: { checked } }) => change({ on_help_center: checked })}
      />
      <Switch
        label={t("helpCenter.isOn")}
        checked={written.is_enabled}
        onChange={({ currentTarget: { checked } }) => change({ is_enabled: checked })}
      />
      <Textarea
        label={t("helpCenter.origins")}
        description={t("helpCenter.originsAbout")}
        autosize
        minRows={3}
        value={text ?? settings.origins.join("\n")}
        onChange={({ currentTarget: { value } }) => {
          setText(value);
          change({ origins: linesOf(value) });
        }}
      />
      <Group justify="flex-end">
        <Button disabled={!isChanged} loading={isSaving} onClick={save}>
          {t("common.save")}
        </Button>
      </Group>
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
