import "../lib/later-texts.ts";
import { SegmentedControl, Stack, Title } from "@mantine/core";
import { useTexts } from "../lib/texts.ts";
import { useEmailSearch } from "./email-search.ts";
import { Incoming } from "./Incoming.tsx";
import { Mailboxes } from "./Mailboxes.tsx";
import { Outgoing } from "./Outgoing.tsx";

const TABS = ["mailboxes", "outgoing", "incoming"] as const;

export function EmailPart() {
  const t = useTexts();
  const { search, change } = useEmailSearch();
  const tab = TABS.find((each) => each === search.tab) ?? "mailboxes";
  return (
    <Stack>
      <Title order={2} size="h4">
        {t("email.title")}
      </Title>
      <div>
        <SegmentedControl
          aria-label={t("email.title")}
          value={tab}
          onChange={(next) => change({ tab: next, state: "" })}
          data={TABS.map((value) => ({ value, label: t(`email.${value}`) }))}
        />
      </div>
      {tab === "mailboxes" ? <Mailboxes /> : tab === "outgoing" ? <Outgoing /> : <Incoming />}
    </Stack>
  );
}
