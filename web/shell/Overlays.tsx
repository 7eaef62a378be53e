import { useEffect } from "react";
import { useActions } from "../lib/actions.ts";
import { useStore } from "../lib/store.ts";
import { useTexts } from "../lib/texts.ts";
import { loadLate } from "../ui/load-late.tsx";
import { fetchAhead } from "../ui/loadable.ts";
import { overlay } from "./overlays.ts";

const Palette = loadLate(async () => (await import("../palette/Palette.tsx")).Palette);
const Sheets = loadLate(async () => (await import("./Sheets.tsx")).Sheets);

const IDLE_MS = 2_000;

/** The palette, the list of shortcuts and the availability dialog, loaded when they are first wanted. */
export function Overlays() {
  const t = useTexts();
  const open = useStore(overlay);
  const close = () => overlay.set(null);
  useEffect(() => {
    // loaded ahead: the first letters must not be lost, and signing out must work without a connection
    const timer = setTimeout(() => {
      fetchAhead(() => import("../palette/Palette.tsx"));
      fetchAhead(() => import("../sign-in/SignInPage.tsx"));
    }, IDLE_MS);
    return () => clearTimeout(timer);
  }, []);
  useActions([
    {
      id: "palette",
      section: t("actions.general"),
      label: t("shell.find"),
      keys: "$mod+k",
      whileTyping: true,
      isKeyOnly: true,
      opensField: open !== "palette",
      run: () => overlay.set(open === "palette" ? null : "palette"),
    },
    {
      id: "shortcuts",
      section: t("actions.general"),
      label: t("shortcuts.title"),
      keys: "?",
      run: () => overlay.set("shortcuts"),
    },
    {
      id: "availability",
      section: t("actions.account"),
      label: t("shell.availability"),
      keys: "g a",
      run: () => overlay.set("availability"),
    },
  ]);
  return (
    <>
      {open === "palette" && <Palette onClose={close} />}
      {open && open !== "palette" && <Sheets open={open} onClose={close} />}
    </>
  );
}
