import type { RecipientRole } from "../../wire/recipient-words.ts";
import "../lib/later-texts.ts";
import { Button } from "@mantine/core";
import { useTexts } from "../lib/texts.ts";

/** A button for each role that has no field yet, such as Cc. */
export function RoleButtons({ roles, onAdd }: { roles: readonly RecipientRole[]; onAdd(role: RecipientRole): void }) {
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
