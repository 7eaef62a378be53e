import "../lib/later-texts.ts";
import { SegmentedControl, Select, Stack, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useTexts } from "../lib/texts.ts";
import { useEmailSearch } from "./email-search.ts";
import { Incoming } from "./Incoming.tsx";
import { Mailboxes } from "./Mailboxes.tsx";
import { Outgoing } from "./Outgoing.tsx";
import { SenderRules } from "./SenderRules.tsx";
import { Suppressions } from "./Suppressions.tsx";
import { Templates } from "./Templates.tsx";
import { useConsent } from "./use-consent.ts";

const TABS = {
  mailboxes: Mailboxes,
  outgoing: Outgoing,
  incoming: Incoming,
  rules: SenderRules,
  suppressed: Suppressions,
  templates: Templates,
};
// six tabs side by side need this width
const NARROW = "(max-width: 62em)";
type Tab = keyof typeof TABS;
const NAMES = Object.keys(TABS) as Tab[];

export function EmailPart() {
  const t = useTexts();
  const { search, change } = useEmailSearch();
  useConsent();
  const tab = NAMES.find((each) => each === search.tab) ?? "mailboxes";
  const Part = TABS[tab];
  const isNarrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  const open = (next: string) => change({ tab: next, state: "" });
  const data = NAMES.map((value) => ({ value, label: t(`email.${value}`) }));
  return (
    <Stack>
      <Title order={2} size="h4">
        {t("email.title")}
      </Title>
      {isNarrow ? (
        <Select
          aria-label={t("email.title")}
          value={tab}
          onChange={(next) => next && open(next)}
          data={data}
          allowDeselect={false}
        />
      ) : (
        <SegmentedControl
          aria-label={t("email.title")}
          value={tab}
          onChange={open}
          data={data}
          style={{ alignSelf: "flex-start" }}
        />
      )}
      <Part />
    </Stack>
  );
}
