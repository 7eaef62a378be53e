import { Box, Group, Menu, SegmentedControl, Text, UnstyledButton } from "@mantine/core";
import { IconKeyboard, IconLogout, IconSettings } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useActions } from "../lib/actions.ts";
import { changePreferences, usePreferences } from "../lib/preferences.ts";
import { signOut, useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { Face } from "../ui/Face.tsx";
import { tellProblem } from "../ui/notices.tsx";
import { overlay } from "./overlays.ts";

/** Who is signed in, the look of the app, and the way out. */
export function UserMenu({ isSmall = false }: { isSmall?: boolean }) {
  const t = useTexts();
  const user = useUser();
  const { theme } = usePreferences();
  useActions([
    { id: "sign out", section: t("actions.account"), label: t("session.signOut"), run: () => void signOut() },
  ]);
  const face = <Face name={user.full_name} size={isSmall ? 30 : 34} />;
  return (
    <Menu width={248} position={isSmall ? "bottom-end" : "top-start"}>
      <Menu.Target>
        <UnstyledButton
          p={isSmall ? 0 : 6}
          w={isSmall ? undefined : "100%"}
          style={{ borderRadius: "var(--mantine-radius-md)" }}
        >
          <span className="only-read-out">
            {t("shell.account")}: {isSmall && user.full_name}
          </span>
          {isSmall ? (
            face
          ) : (
            <Group gap="sm" wrap="nowrap">
              {face}
              <Box style={{ minWidth: 0 }}>
                <Text size="sm" fw={600} truncate>
                  {user.full_name}
                </Text>
                <Text size="xs" c="dimmed">
                  {t(`roles.${user.role}`)}
                </Text>
              </Box>
            </Group>
          )}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("shell.look")}</Menu.Label>
        <Box px="xs" pb="xs">
          <SegmentedControl
            fullWidth
            size="xs"
            aria-label={t("shell.look")}
            value={theme}
            onChange={(value) =>
              changePreferences({ theme: value as "auto" | "light" | "dark" }).catch((error) => tellProblem(error))
            }
            data={(["auto", "light", "dark"] as const).map((value) => ({ value, label: t(`look.${value}`) }))}
          />
        </Box>
        <Menu.Divider />
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
