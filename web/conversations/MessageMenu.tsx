import "../lib/later-texts.ts";
import { ActionIcon, Menu } from "@mantine/core";
import { IconArrowRight, IconArrowsSplit, IconDots, IconMailForward } from "@tabler/icons-react";
import { useTexts } from "../lib/texts.ts";
import { tip } from "../ui/tip.ts";
import { openDialog } from "./dialogs.ts";

/** Actions for a message that belongs elsewhere. */
export function MessageMenu({ comment, canForward }: { comment: string; canForward: boolean }) {
  const t = useTexts();
  return (
    <Menu position="bottom-end" width={240} shadow="md">
      <Menu.Target>
        <ActionIcon size={24} {...tip(t("merging.more"))}>
          <IconDots size={15} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {canForward && (
          <Menu.Item
            leftSection={<IconMailForward size={16} aria-hidden />}
            onClick={() => openDialog.set({ kind: "forward", comment })}
          >
            {t("forwarding.forward")}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconArrowRight size={16} aria-hidden />}
          onClick={() => openDialog.set({ kind: "move", comment })}
        >
          {t("merging.move")}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowsSplit size={16} aria-hidden />}
          onClick={() => openDialog.set({ kind: "split", comment })}
        >
          {t("merging.splitOff")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
