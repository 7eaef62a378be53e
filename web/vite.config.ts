import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

interface Modules {
  getModuleInfo(id: string): { code: string | null; importedIds: string[] } | null;
}
interface Part {
  modules: Set<string>;
  icons: Set<string>;
}
let first: Part | null = null;
let ahead: Part | null = null;

// Code that loads after the first view, so that it is ready when it is needed. It is one file that includes the parts
// of libraries that it needs. The editor, the charts and other pages are separate files.
const AHEAD = [
  "inbox/BulkOutcomes.tsx",
  "inbox/BulkTools.tsx",
  "inbox/ChangeDialog.tsx",
  "inbox/FilterPopover.tsx",
  "inbox/LookMenu.tsx",
  "inbox/RowActions.tsx",
  "palette/Palette.tsx",
  "shell/NoticeBars.tsx",
  "shell/UserMenuList.tsx",
  "sign-in/SignInPage.tsx",
  "snoozes/SnoozeDialog.tsx",
  "ticket-page/TicketPane.tsx",
  "ui/NoticeBoard.tsx",
  "views/ViewMenu.tsx",
];

// The first view is one file with everything that its entry imports. Split into the parts that pages share, it would be
// a seventh larger. The bundler adds the parts of libraries that it needs.
function partOf(all: Modules, from: readonly string[], without: Part | null): Part {
  const part: Part = { modules: new Set(), icons: new Set() };
  const walk = (id: string): void => {
    const isOurs = /\/(web|wire)\/[^\0]*$/.test(id) && !id.includes("node_modules");
    if (!isOurs || part.modules.has(id) || without?.modules.has(id)) return;
    part.modules.add(id);
    const { code, importedIds } = all.getModuleInfo(id) ?? { code: "", importedIds: [] };
    for (const [icon] of code?.matchAll(/\bIcon[A-Z]\w+/g) ?? []) if (!without?.icons.has(icon)) part.icons.add(icon);
    for (const importedId of importedIds) walk(importedId);
  };
  for (const path of from) walk(join(import.meta.dirname, path));
  return part;
}

function fileOf(id: string, modules: Modules): string | null {
  first ??= partOf(modules, ["main.tsx"], null);
  ahead ??= partOf(modules, AHEAD, first);
  const icon = /icons-react\/dist\/esm\/icons\/(Icon\w+)\.m?js$/.exec(id)?.[1];
  const isIn = ({ modules, icons }: Part) => modules.has(id) || (icon !== undefined && icons.has(icon));
  return isIn(first) ? "first" : isIn(ahead) ? "ahead" : null;
}

// the font that every page needs loads in parallel with the script, not after the styles
const fontAhead = (): Plugin => ({
  name: "font-ahead",
  transformIndexHtml: (_, { bundle }) =>
    Object.keys(bundle ?? {})
      .filter((file) => /inter-latin-wght-.*\.woff2$/.test(file))
      .map((file) => ({
        tag: "link",
        attrs: { rel: "preload", href: `/${file}`, as: "font", type: "font/woff2", crossorigin: true },
        injectTo: "head" as const,
      })),
});

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), fontAhead()],
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    // browsers that support the features of the styles: nesting, light-dark()
    target: ["chrome123", "firefox121", "safari17.5"],
    cssTarget: ["chrome123", "firefox121", "safari17.5"],
    // all these browsers support it
    modulePreload: { polyfill: false },
    manifest: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // the group with the higher priority gets modules that both need
          groups: (["first", "ahead"] as const).map((file, at) => ({
            name: (id: string, modules: Modules) => (fileOf(id, modules) === file ? file : null),
            debugName: file,
            priority: 2 - at,
          })),
        },
      },
    },
  },
  server: { proxy: { "/api": "http://127.0.0.1:8000", "/media": "http://127.0.0.1:8000" } },
});
