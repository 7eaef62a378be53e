import type { TestProject } from "vitest/node";
import { APP_FOLDER, build } from "../web/build.ts";
import { chromiumPath } from "./chromium.ts";

declare module "vitest" {
  export interface ProvidedContext {
    chromium: string;
    webApp: string;
  }
}

/** Builds the app and unpacks the browser once per run. CHROMIUM names another browser. */
export default async function setup(project: TestProject): Promise<void> {
  if (!wantsBrowser(process.argv.slice(2))) {
    project.provide("chromium", "");
    project.provide("webApp", "");
    return;
  }
  await build();
  project.provide("webApp", APP_FOLDER);
  project.provide("chromium", await chromiumPath());
}

// a run without journeys (such as vitest run server/tickets) needs no browser
function wantsBrowser(args: string[]): boolean {
  const files = args.filter((each) => /^(?!run$|watch$)[a-z]/i.test(each));
  return files.length === 0 || files.some((each) => each.includes("e2e"));
}
