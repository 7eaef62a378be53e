import "../lib/later-texts.ts";
import { Badge, type BadgeProps } from "@mantine/core";
import { useTexts } from "../lib/texts.ts";

interface Props extends Pick<BadgeProps, "size" | "miw"> {
  zone: { status: string; is_online: boolean };
}

/** Whether a zone is online; if not, why. */
export function ZoneStatus({ zone: { status, is_online }, ...look }: Props) {
  const t = useTexts();
  return (
    <Badge {...look} variant="light" color={is_online ? "teal" : "gray"}>
      {t(`zones.statuses.${status as "online"}`, { defaultValue: status })}
    </Badge>
  );
}
