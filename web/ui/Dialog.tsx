import { Drawer, type DrawerProps, Modal, type ModalProps } from "@mantine/core";
import { useTexts } from "../lib/texts.ts";
import { useFocusBack } from "./use-focus-back.ts";

/** A dialog that is open as long as it is drawn. */
export function Dialog(props: Omit<ModalProps, "opened">) {
  const t = useTexts();
  useFocusBack(props.returnFocus);
  return <Modal opened closeButtonProps={{ "aria-label": t("common.close") }} {...props} />;
}

/** A sheet at the right edge of the window that is open as long as it is drawn; for forms. */
export function SideSheet(props: Omit<DrawerProps, "opened" | "position">) {
  const t = useTexts();
  useFocusBack(props.returnFocus);
  return <Drawer opened position="right" closeButtonProps={{ "aria-label": t("common.close") }} {...props} />;
}
