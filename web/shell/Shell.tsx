import { AppShell, Burger, Group } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTexts } from "../lib/texts.ts";
import { ViewLinks } from "../views/ViewLinks.tsx";
import { ConnectionBar } from "./ConnectionBar.tsx";
import { DiskBar } from "./DiskBar.tsx";
import { FindButton } from "./FindButton.tsx";
import { Logo } from "./Logo.tsx";
import { NewTicketButton } from "./NewTicketButton.tsx";
import { Overlays } from "./Overlays.tsx";
import { PreferencesAtWork } from "./PreferencesAtWork.tsx";
import { SectionLinks } from "./SectionLinks.tsx";
import classes from "./shell.module.css";
import { UserMenu } from "./UserMenu.tsx";
import { WeakPasswordBar } from "./WeakPasswordBar.tsx";

/** Where the menu stands beside the page; else it lies over it while it is open. */
const BESIDE = "(min-width: 48em)";

/** What stands around every page of somebody who is signed in. */
export function Shell() {
  const t = useTexts();
  const [isOpen, menu] = useDisclosure(false);
  const isBeside = useMediaQuery(BESIDE, true, { getInitialValueInEffect: false });
  const path = useRouterState({ select: ({ location }) => location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: on a phone the menu closes when it has led somewhere
  useEffect(() => menu.close(), [path]);
  return (
    <AppShell
      layout="alt"
      header={{ height: { base: 52, sm: 0 } }}
      navbar={{ width: 232, breakpoint: "sm", collapsed: { mobile: !isOpen } }}
      className={classes.frame}
    >
      <a href="#page" className="skip-link">
        {t("shell.skip")}
      </a>
      <AppShell.Header hiddenFrom="sm" px="sm" className={classes.aside}>
        <Group h="100%" justify="space-between">
          <Burger opened={isOpen} onClick={menu.toggle} size="sm" aria-label={t("shell.menu")} aria-expanded={isOpen} />
          <Logo />
          <Group gap="xs" wrap="nowrap">
            <FindButton isSmall />
            <UserMenu isSmall />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar
        aria-label={t("shell.menu")}
        className={classes.aside}
        // out of sight is out of the way of the keyboard, too
        inert={!isBeside && !isOpen}
      >
        <AppShell.Section p="sm" px="md">
          <Group justify="space-between" h={36}>
            <Logo />
            <NewTicketButton />
            <Burger hiddenFrom="sm" opened={isOpen} onClick={menu.close} size="sm" aria-label={t("common.close")} />
          </Group>
        </AppShell.Section>
        <AppShell.Section px="sm" pb="sm">
          <FindButton />
        </AppShell.Section>
        <AppShell.Section grow px="xs" style={{ overflowY: "auto" }}>
          <SectionLinks />
          <ViewLinks />
        </AppShell.Section>
        <AppShell.Section p="xs" style={{ borderTop: "1px solid var(--docket-line)" }}>
          <UserMenu />
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main id="page" tabIndex={-1} className={classes.main}>
        <ConnectionBar />
        <DiskBar />
        <WeakPasswordBar />
        <div className={classes.page}>
          <Outlet />
        </div>
      </AppShell.Main>
      <Overlays />
      <PreferencesAtWork />
    </AppShell>
  );
}
