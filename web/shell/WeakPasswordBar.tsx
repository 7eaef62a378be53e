import "../lib/later-texts.ts";
import { Anchor, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";

/** Asks for a new password if the current one was found weak at sign-in. */
export function WeakPasswordBar() {
  const t = useTexts();
  if (!useUser().has_weak_password) return null;
  return (
    <Group
      component="section"
      aria-label={t("settings.password")}
      justify="center"
      gap="xs"
      py={4}
      px="md"
      bg="var(--note)"
      style={{ borderBottom: "1px solid var(--line)" }}
    >
      <Text size="sm">{t("settings.weakPassword")}</Text>
      <Anchor
        size="sm"
        underline="always"
        renderRoot={(props) => <Link to="/settings/$part" params={{ part: "security" }} {...props} />}
      >
        {t("settings.choosePassword")}
      </Anchor>
    </Group>
  );
}
