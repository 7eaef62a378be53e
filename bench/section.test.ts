import { expect, test } from "vitest";
import { withSection } from "./section.ts";

test("a section is added at the end, replaced by its next run, and leaves other sections unchanged", () => {
  const first = withSection("# Page\n", "api", "one");
  const both = withSection(first, "web", "two");
  expect(both).toBe(
    "# Page\n\n<!-- api -->\n\none\n\n<!-- end of api -->\n\n<!-- web -->\n\ntwo\n\n<!-- end of web -->\n",
  );
  expect(withSection(both, "api", "three\n")).toBe(both.replace("one", "three"));
  expect(withSection(both, "web", "four")).toBe(both.replace("two", "four"));
});
