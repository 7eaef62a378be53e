import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// What the first view is made of, as one file: in pieces, as the pages share them, it would be a fifth larger.
const KIT =
  "ActionIcon|AppShell|Box|Burger|Button|CloseButton|Collapse|Group|Loader|NavLink|Overlay|Paper|Stack|Text|Title|UnstyledButton|VisuallyHidden";
const FRAME = new RegExp(
  [
    "node_modules/(react|react-dom|scheduler|use-sync-external-store|i18next|react-i18next|clsx|tinykeys|eventsource-parser|@tanstack/.*)/",
    "node_modules/@mantine/hooks/",
    "node_modules/@mantine/core/esm/core/",
    `node_modules/@mantine/core/esm/components/(${KIT})/`,
  ].join("|"),
);

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    // browsers that have what the styles use as it is: nesting, light-dark()
    target: ["chrome123", "firefox121", "safari17.5"],
    cssTarget: ["chrome123", "firefox121", "safari17.5"],
    manifest: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "frame", test: FRAME }] } } },
  },
  server: { proxy: { "/api": "http://127.0.0.1:8000", "/media": "http://127.0.0.1:8000" } },
});
