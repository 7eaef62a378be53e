import { lazy, Suspense } from "react";
import { useActions } from "../lib/actions.ts";
import { useStore } from "../lib/store.ts";
import { useTexts } from "../lib/texts.ts";
import { overlay } from "./overlays.ts";

const Palette = lazy(() => import("../palette/Palette.tsx").then(({ Palette }) => ({ default: Palette })));
const ShortcutSheet = lazy(() => import("./ShortcutSheet.tsx").then((file) => ({ default: file.ShortcutSheet })));

/** The palette and the sheet of shortcuts, fetched when they are first wanted. */
export function Overlays() {
  const t = useTexts();
  const open = useStore(overlay);
  const close = () => overlay.set(null);
  useActions([
    {
      id: "palette",
      section: t("actions.general"),
      label: t("palette.open"),
      keys: "$mod+k",
      whileTyping: true,
      isKeyOnly: true,
      run: () => overlay.set(open === "palette" ? null : "palette"),
    },
    {
      id: "shortcuts",
      section: t("actions.general"),
      label: t("shortcuts.title"),
      keys: "Shift+?",
      run: () => overlay.set("shortcuts"),
    },
  ]);
  return (
    <Suspense fallback={null}>
      {open === "palette" && <Palette onClose={close} />}
      {open === "shortcuts" && <ShortcutSheet onClose={close} />}
    </Suspense>
  );
}
