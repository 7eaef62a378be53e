import "../lib/later-texts.ts";
import { Box, Menu, SegmentedControl } from "@mantine/core";
import { IconKeyboard, IconLogout, IconSettings, IconUserCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { changePreferences, usePreferences } from "../lib/preferences.ts";
import { signOut } from "../lib/session.ts";
import { LANGUAGES, useTexts } from "../lib/texts.ts";
import { Mark } from "../routing/AvailabilityDialog.tsx";
import { availabilityQuery } from "../routing/routing-queries.ts";
import { fromFirst } from "../ui/from-first.ts";
import { showError } from "../ui/notices.ts";
import { overlay } from "./overlays.ts";
import { UserButton } from "./UserButton.tsx";

/** The entries of the user menu: the theme, the language, settings, and signing out. */
export function UserMenuList({ isSmall }: { isSmall: boolean }) {
  const t = useTexts();
  const preferences = usePreferences();
  return (
    <Menu {...fromFirst} width={248} position={isSmall ? "bottom-end" : "top-start"}>
      <Menu.Target>
        <UserButton isSmall={isSmall} />
      </Menu.Target>
      <Menu.Dropdown>
        <Choice
          label={t("look.title")}
          value={preferences.theme}
          onChange={(theme) => changePreferences({ theme: theme as "auto" | "light" | "dark" })}
          data={(["auto", "light", "dark"] as const).map((value) => ({ value, label: t(`look.${value}`) }))}
        />
        <Choice
          label={t("settings.language")}
          value={preferences.language}
          onChange={(language) => changePreferences({ language })}
          data={[
            { value: "", label: t("look.auto") },
            ...Object.entries(LANGUAGES).map(([value, label]) => ({ value, label })),
          ]}
        />
        <Menu.Divider />
        <Availability />
        <Menu.Item
          leftSection={<IconSettings size={16} aria-hidden />}
          renderRoot={(props) => <Link to="/settings" {...props} />}
        >
          {t("settings.title")}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconKeyboard size={16} aria-hidden />}
          onClick={() => overlay.set("shortcuts")}
          visibleFrom="sm"
        >
          {t("shortcuts.title")}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void signOut()}>
          {t("session.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  data: { value: string; label: string }[];
  onChange(value: string): Promise<unknown>;
}

/** A preference with few values. */
function Choice({ label, value, data, onChange }: ChoiceProps) {
  const t = useTexts();
  return (
    <>
      <Menu.Label>{label}</Menu.Label>
      <Box px="xs" pb="xs">
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={label}
          value={value}
          onChange={(value) => onChange(value).catch((error: unknown) => showError(error, t("problems.preferences")))}
          data={data}
        />
      </Box>
    </>
  );
}

/** Whether the user gets tickets now, with a link to change it. */
function Availability() {
  const t = useTexts();
  const { data } = useQuery(availabilityQuery);
  return (
    <Menu.Item
      leftSection={<IconUserCheck size={16} aria-hidden />}
      rightSection={data && <Mark state={data.state} />}
      onClick={() => overlay.set("availability")}
    >
      {data ? t(`assignment.states.${data.state}`) : t("shell.availability")}
    </Menu.Item>
  );
}
