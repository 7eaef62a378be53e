import { AvailabilityDialog } from "../routing/AvailabilityDialog.tsx";
import { ShortcutSheet } from "./ShortcutSheet.tsx";

/** The overlays other than the palette. */
export function Sheets({ open, onClose }: { open: "shortcuts" | "availability"; onClose(): void }) {
  return open === "shortcuts" ? <ShortcutSheet onClose={onClose} /> : <AvailabilityDialog onClose={onClose} />;
}
