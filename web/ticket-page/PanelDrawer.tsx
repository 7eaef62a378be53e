import "../lib/later-texts.ts";
import { Drawer } from "@mantine/core";
import { useTexts } from "../lib/texts.ts";
import { TicketPanel } from "./TicketPanel.tsx";

/** The details of a ticket if there is no room beside the conversation. */
export function PanelDrawer({ isOpen, onClose }: { isOpen: boolean; onClose(): void }) {
  const t = useTexts();
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      position="right"
      size={340}
      padding={0}
      title={t("ticket.details")}
      closeButtonProps={{ "aria-label": t("common.close") }}
      styles={{ header: { paddingInline: 16 } }}
    >
      <TicketPanel />
    </Drawer>
  );
}
