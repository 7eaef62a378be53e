import { Box, Group, Text, UnstyledButton } from "@mantine/core";
import type { ComponentProps } from "react";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { Avatar } from "../ui/Avatar.tsx";

/** The button of the user menu, with the user's name. */
export function UserButton({ isSmall, ...button }: { isSmall: boolean } & ComponentProps<"button">) {
  const t = useTexts();
  const user = useUser();
  const face = <Avatar name={user.full_name} size={32} />;
  return (
    <UnstyledButton
      aria-haspopup="menu"
      {...button}
      p={isSmall ? 0 : 2}
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
            <Text size="sm" fw="var(--w-strong)" truncate>
              {user.full_name}
            </Text>
            <Text size="xs" c="dimmed">
              {t(`roles.${user.role}`)}
            </Text>
          </Box>
        </Group>
      )}
    </UnstyledButton>
  );
}
