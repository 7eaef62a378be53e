import { Menu } from "@mantine/core";
import { changePreferences, usePreferences } from "../lib/preferences.ts";
import { useTexts } from "../lib/texts.ts";
import { tellProblem } from "../ui/notices.ts";
import { LookButton } from "./LookButton.tsx";
import type { Inbox } from "./use-inbox.ts";

// what each is sorted by first when it is chosen
const ORDERINGS = {
  updated_at: "-",
  created_at: "-",
  due_date: "",
  priority: "-",
  status: "",
  company_name: "",
  assigned_to_name: "",
  subject: "",
  ticket_number: "-",
  resolved_at: "-",
} as const;
type Ordering = keyof typeof ORDERINGS;

/** How the list is sorted and shown. */
export function LookMenu({ inbox }: { inbox: Inbox }) {
  const t = useTexts();
  const { density } = usePreferences();
  const isDown = inbox.ordering.startsWith("-");
  const [by] = inbox.ordering.replace(/^-/, "").split(",") as [Ordering];
  return (
    <Menu position="bottom-end" width={230} closeOnItemClick={false}>
      <Menu.Target>
        <LookButton />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("inbox.sortBy")}</Menu.Label>
        <Menu.RadioGroup value={by} onChange={(name) => inbox.setOrdering(`${ORDERINGS[name as Ordering]}${name}`)}>
          {(Object.keys(ORDERINGS) as Ordering[]).map((name) => (
            <Menu.RadioItem key={name} value={name}>
              {t(`inbox.orderings.${name}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.RadioGroup
          value={isDown ? "-" : ""}
          onChange={(sign) => inbox.setOrdering(`${sign}${inbox.ordering.replace(/^-/, "")}`)}
        >
          <Menu.RadioItem value="">{t("inbox.rising")}</Menu.RadioItem>
          <Menu.RadioItem value="-">{t("inbox.falling")}</Menu.RadioItem>
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Label>{t("inbox.density")}</Menu.Label>
        <Menu.RadioGroup
          value={density}
          onChange={(next) => void changePreferences({ density: next as typeof density }).catch(tellProblem)}
        >
          {(["comfortable", "compact"] as const).map((each) => (
            <Menu.RadioItem key={each} value={each}>
              {t(`inbox.densities.${each}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
