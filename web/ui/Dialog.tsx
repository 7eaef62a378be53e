import { Modal, type ModalProps } from "@mantine/core";
import { useTexts } from "../lib/texts.ts";

/** A dialog that is open as long as it is drawn. */
export function Dialog(props: Omit<ModalProps, "opened">) {
  const t = useTexts();
  return <Modal opened closeButtonProps={{ "aria-label": t("common.close") }} {...props} />;
}
