import "@mantine/core/styles.layer.css";
import "./fonts.css";
import "./tokens.css";
import "./mantine.css";
import "./styles.css";
import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";
import { startKeyboard } from "./lib/actions.ts";
import { startGuardingDrops } from "./lib/file-drops.ts";
import { startKeepingInputMethods } from "./lib/input-methods.ts";
import { startLive } from "./lib/live.ts";
import { startPreferences } from "./lib/preferences.ts";
import { startPrinting } from "./lib/printing.ts";
import { renewAccess } from "./lib/session.ts";
import { startTexts } from "./lib/texts.ts";
import { startLiveUpdates } from "./live-updates.ts";

await Promise.all([startTexts(), renewAccess()]);
startPreferences();
// before anything else listens for keys
startKeepingInputMethods();
startKeyboard();
startLive();
startLiveUpdates();
startPrinting();
startGuardingDrops();
createRoot(document.getElementById("app")!).render(<App />);
