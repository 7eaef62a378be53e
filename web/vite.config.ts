import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

interface Modules {
  getModuleInfo(id: string): { code: string | null; importedIds: string[] } | null;
}
let first: { modules: Set<string>; icons: Set<string> } | null = null;

// The first view is one file, of all that the entry imports and what that imports: in pieces, as the pages share them, it would
// be a seventh larger. The bundler puts in what these need of libraries.
function firstView(all: Modules): { modules: Set<string>; icons: Set<string> } {
  const found = { modules: new Set<string>(), icons: new Set<string>() };
  const walk = (id: string): void => {
    if (found.modules.has(id) || !/\/(web|wire)\/[^\0]*$/.test(id) || id.includes("node_modules")) return;
    found.modules.add(id);
    const { code, importedIds } = all.getModuleInfo(id) ?? { code: "", importedIds: [] };
    for (const [icon] of code?.matchAll(/\bIcon[A-Z]\w+/g) ?? []) found.icons.add(icon);
    for (const imported of importedIds) walk(imported);
  };
  walk(join(import.meta.dirname, "main.tsx"));
  return found;
}

function isOfFirstView(id: string, modules: Modules): boolean {
  first ??= firstView(modules);
  const icon = /icons-react\/dist\/esm\/icons\/(Icon\w+)\.m?js$/.exec(id);
  return first.modules.has(id) || (icon !== null && first.icons.has(icon[1]!));
}

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
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [{ name: (id, modules) => (isOfFirstView(id, modules) ? "first" : null), debugName: "first view" }],
        },
      },
    },
  },
  server: { proxy: { "/api": "http://127.0.0.1:8000", "/media": "http://127.0.0.1:8000" } },
});
