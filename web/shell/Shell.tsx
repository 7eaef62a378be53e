import { ActionIcon, Group } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { IconLayoutSidebar, IconMenu2, IconX } from "@tabler/icons-react";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTexts } from "../lib/texts.ts";
import { Logo } from "../ui/Logo.tsx";
import { loadLate } from "../ui/load-late.tsx";
import { tip } from "../ui/tip.ts";
import { ViewLinks } from "../views/ViewLinks.tsx";
import { ConnectionBar } from "./ConnectionBar.tsx";
import { FindButton } from "./FindButton.tsx";
import { NewTicketButton } from "./NewTicketButton.tsx";
import { Overlays } from "./Overlays.tsx";
import { PreferencesAtWork } from "./PreferencesAtWork.tsx";
import { useRail } from "./rail.ts";
import { SectionLinks } from "./SectionLinks.tsx";
import classes from "./shell.module.css";
import { UserMenu } from "./UserMenu.tsx";

/** Where the menu is beside the page; otherwise it covers the page while it is open. */
const BESIDE = "(min-width: 48em)";

const NoticeBars = loadLate(async () => (await import("./NoticeBars.tsx")).NoticeBars);
const QUIET_MS = 600;

/** The frame of every page for a signed-in user. */
export function Shell() {
  const t = useTexts();
  const [isOpen, menu] = useDisclosure(false);
  const isBeside = useMediaQuery(BESIDE, true, { getInitialValueInEffect: false });
  const rail = useRail();
  const isRail = rail.isRail && isBeside;
  const [isQuiet, setQuiet] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setQuiet(true), QUIET_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={classes.frame}>
      <a href="#page" className="skip-link">
        {t("shell.skip")}
      </a>
      <PhoneHeader isOpen={isOpen} onMenu={menu.toggle} />
      <nav
        aria-label={t("shell.menu")}
        className={classes.menu}
        data-open={isOpen || undefined}
        data-rail={isRail || undefined}
        // a hidden menu must not get the focus
        inert={!isBeside && !isOpen}
      >
        <Menu isRail={isRail} onFold={rail.toggle} onClose={menu.close} />
      </nav>
      <main id="page" tabIndex={-1} className={classes.main}>
        <ConnectionBar />
        {isQuiet && <NoticeBars />}
        <div className={classes.page}>
          <Outlet />
        </div>
      </main>
      <AtEachPage run={menu.close} />
      <Overlays />
      <PreferencesAtWork />
    </div>
  );
}

/** On a phone, the menu closes when it has led somewhere. A part of its own, so that another page does not draw the frame again. */
function AtEachPage({ run }: { run(): void }) {
  const path = useRouterState({ select: ({ location }) => location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: at each page
  useEffect(run, [path]);
  return null;
}

function PhoneHeader({ isOpen, onMenu }: { isOpen: boolean; onMenu(): void }) {
  const t = useTexts();
  return (
    <header className={classes.header}>
      <ActionIcon size="lg" onClick={onMenu} aria-label={t("shell.menu")} aria-expanded={isOpen}>
        <IconMenu2 size={20} aria-hidden />
      </ActionIcon>
      <Logo />
      <Group gap="xs" wrap="nowrap">
        <NewTicketButton isLarge />
        <FindButton isSmall />
        <UserMenu isSmall />
      </Group>
    </header>
  );
}

interface MenuProps {
  /** Whether the sidebar is narrow and shows icons only. */
  isRail: boolean;
  onFold(): void;
  onClose(): void;
}

function Menu({ isRail, onFold, onClose }: MenuProps) {
  const t = useTexts();
  return (
    <>
      <div className={classes.top}>
        <Logo />
        <NewTicketButton />
        <ActionIcon size="lg" className={classes.close} onClick={onClose} aria-label={t("common.close")}>
          <IconX size={20} aria-hidden />
        </ActionIcon>
      </div>
      <div className={classes.seek}>
        <FindButton />
      </div>
      <div className={classes.places} id="places">
        <ViewLinks />
        <SectionLinks />
      </div>
      <div className={classes.account}>
        <UserMenu />
        <ActionIcon className={classes.fold} {...tip(t(isRail ? "shell.expand" : "shell.collapse"))} onClick={onFold}>
          <IconLayoutSidebar size={18} aria-hidden />
        </ActionIcon>
      </div>
    </>
  );
}
