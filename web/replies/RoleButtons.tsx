import "../lib/later-texts.ts";
import { Button } from "@mantine/core";
import { useTexts } from "../lib/texts.ts";
import type { Role } from "./recipients.ts";

/** A button for each role that has no field yet, such as Cc. */
export function RoleButtons({ roles, onAdd }: { roles: readonly Role[]; onAdd(role: Role): void }) {
  const t = useTexts();
  return roles.map((role) => (
    <Button
      key={role}
      size="compact-xs"
      variant="subtle"
      onClick={() => onAdd(role)}
      aria-label={t("email.addRole", { role: t(`email.roles.${role}`) })}
    >
      {t(`email.roles.${role}`)}
    </Button>
  ));
}
