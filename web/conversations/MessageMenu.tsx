import "../lib/later-texts.ts";
import { Menu } from "@mantine/core";
import {
  IconArrowRight,
  IconArrowsSplit,
  IconBolt,
  IconDots,
  IconMailForward,
  IconPencil,
  IconTrash,
} from "@tabler/icons-react";
import { useTexts } from "../lib/texts.ts";
import { isTouch } from "../lib/touch.ts";
import type { MacroSource } from "../macros/SaveAsMacro.tsx";
import { MenuOnPress } from "../ui/MenuOnPress.tsx";
import { openDialog } from "./dialogs.ts";

/** The message of the menu. */
interface Message extends MacroSource {
  author_kind: string;
}

interface Props {
  message: Message;
  canForward: boolean;
  /** What its author can do with it, if the user is one who may; touch screens have no buttons for it. */
  own: { edit(): void; remove(): void } | false;
}

/** Actions for a message that belongs elsewhere, and on touch screens those of its author. */
export function MessageMenu({ message, canForward, own }: Props) {
  const t = useTexts();
  const { id: comment, author_kind } = message;
  return (
    <MenuOnPress label={t("merging.more")} icon={<IconDots size={15} stroke={1.7} aria-hidden />} width={240}>
      {() => (
        <>
          {own && isTouch() && <OwnEntries {...own} />}
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

function OwnEntries({ edit, remove }: { edit(): void; remove(): void }) {
  const t = useTexts();
  return (
    <>
      <Menu.Item
        leftSection={<IconPencil size={16} aria-hidden />}
        // after the menu has given the focus back
        onClick={() => requestAnimationFrame(edit)}
      >
        {t("ticket.editComment")}
      </Menu.Item>
      <Menu.Item leftSection={<IconTrash size={16} aria-hidden />} color="red" onClick={remove}>
        {t("ticket.deleteComment")}
      </Menu.Item>
      <Menu.Divider />
    </>
  );
}
