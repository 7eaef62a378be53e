import "../lib/later-texts.ts";
import { Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { changePreferences, usePreferences } from "../lib/preferences.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { isTouch } from "../lib/touch.ts";
import { fromFirst } from "../ui/from-first.ts";
import { Keys } from "../ui/Keys.tsx";
import { showNotSaved } from "../ui/notices.ts";
import { hasRecent, recentShown } from "./bulk-shown.ts";
import { showBoxes, showsBoxes } from "./choosing.ts";
import { LookButton } from "./LookButton.tsx";
import { setLayout, useIsWide, useLayout } from "./layout.ts";
import { orderingLabel } from "./ordering-label.ts";
import { DEFAULT_DIRECTIONS, sortedBy } from "./orderings.ts";
import { recentQuery } from "./recent-query.ts";
import { chooseNone, isNone, useSelection } from "./selection.ts";
import type { Inbox } from "./use-inbox.ts";

/** Offers to undo what the user did before a reload or in another window. */
function useRecentBefore(): void {
  const me = useUser();
  const { data } = useQuery(recentQuery);
  const hasOwn = data?.some(({ can_undo, created_by }) => can_undo && created_by === me.id) ?? false;
  useEffect(() => {
    if (hasOwn) hasRecent.set(true);
  }, [hasOwn]);
}

/** The order and the layout of the list. */
export function LookMenu({ inbox }: { inbox: Inbox }) {
  const t = useTexts();
  useRecentBefore();
  const isWide = useIsWide();
  return (
    <Menu {...fromFirst} position="bottom-end" width={230} closeOnItemClick={false}>
      <Menu.Target>
        <LookButton />
      </Menu.Target>
      <Menu.Dropdown>
        {isTouch() && <Select />}
        {isWide && <Layouts />}
        <Sorting inbox={inbox} />
        <Densities />
        <Menu.Item closeMenuOnClick rightSection={<Keys of="z" />} onClick={() => recentShown.set(true)}>
          {t("bulk.recent")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** On touch screens, which show the boxes of the rows only if someone wants to select tickets. */
function Select() {
  const t = useTexts();
  const hasBegun = !isNone(useSelection()) || showsBoxes();
  const toggle = () => {
    if (hasBegun) chooseNone();
    showBoxes(!hasBegun);
  };
  return (
    <>
      <Menu.Item closeMenuOnClick onClick={toggle}>
        {t(hasBegun ? "look.none" : "look.select")}
      </Menu.Item>
      <Menu.Divider />
    </>
  );
}

function Layouts() {
  const t = useTexts();
  const { prefersTable } = useLayout(undefined);
  return (
    <>
      <Menu.Label>{t("look.layout")}</Menu.Label>
      <Menu.RadioGroup value={prefersTable ? "table" : "list"} onChange={(next) => setLayout(next as "list")}>
        {(["list", "table"] as const).map((each) => (
          <Menu.RadioItem key={each} value={each} rightSection={each === "table" ? <Keys of="v" /> : null}>
            {t(`look.layouts.${each}`)}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <Menu.Divider />
    </>
  );
}

function Sorting({ inbox }: { inbox: Inbox }) {
  const t = useTexts();
  const { by, isDown } = sortedBy(inbox.ordering);
  return (
    <>
      <Menu.Label>{t("look.sortBy")}</Menu.Label>
      <Menu.RadioGroup value={by} onChange={(name) => inbox.setOrdering(`${DEFAULT_DIRECTIONS[name]}${name}`)}>
        {Object.keys(DEFAULT_DIRECTIONS).map((name) => (
          <Menu.RadioItem key={name} value={name}>
            {orderingLabel(t, name)}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <Menu.Divider />
      <Menu.RadioGroup
        value={isDown ? "-" : ""}
        onChange={(sign) => inbox.setOrdering(`${sign}${inbox.ordering.replace(/^-/, "")}`)}
      >
        <Menu.RadioItem value="">{t("look.rising")}</Menu.RadioItem>
        <Menu.RadioItem value="-">{t("look.falling")}</Menu.RadioItem>
      </Menu.RadioGroup>
      <Menu.Divider />
    </>
  );
}

function Densities() {
  const t = useTexts();
  const { density } = usePreferences();
  return (
    <>
      <Menu.Label>{t("look.density")}</Menu.Label>
      <Menu.RadioGroup
        value={density}
        onChange={(next) => void changePreferences({ density: next as typeof density }).catch(showNotSaved)}
      >
        {(["spacious", "comfortable", "compact"] as const).map((each) => (
          <Menu.RadioItem key={each} value={each}>
            {t(`look.densities.${each}`)}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <Menu.Divider />
    </>
  );
}
