import "../lib/later-texts.ts";
import { Menu } from "@mantine/core";
import { IconArrowRight, IconArrowsSplit, IconBolt, IconDots, IconMailForward } from "@tabler/icons-react";
import { useTexts } from "../lib/texts.ts";
import type { MacroSource } from "../macros/SaveAsMacro.tsx";
import { MenuOnPress } from "../ui/MenuOnPress.tsx";
import { openDialog } from "./dialogs.ts";

/** The message of the menu. */
interface Message extends MacroSource {
  author_kind: string;
}

/** Actions for a message that belongs elsewhere. */
export function MessageMenu({ message, canForward }: { message: Message; canForward: boolean }) {
  const t = useTexts();
  const { id: comment, author_kind } = message;
  return (
    <MenuOnPress label={t("merging.more")} icon={<IconDots size={15} stroke={1.7} aria-hidden />} width={240}>
      {() => (
        <>
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
          {author_kind === "user" && (
            <Menu.Item
              leftSection={<IconBolt size={16} aria-hidden />}
              onClick={() => openDialog.set({ kind: "macro", message })}
            >
              {t("macros.saveAs")}
            </Menu.Item>
          )}
        </>
      )}
    </MenuOnPress>
  );
}
