// @vitest-environment jsdom
import { afterAll, expect, test, vi } from "vitest";
import { sizeText } from "./sizes.ts";
import { locale, speak, startTexts, t } from "./texts.ts";
import { dayOf, momentOf } from "./time.ts";

async function startOn(languages: readonly string[]): Promise<void> {
  vi.spyOn(navigator, "languages", "get").mockReturnValue(languages);
  localStorage.clear();
  await speak("");
  await startTexts();
}

afterAll(async () => {
  await startOn(["en-US"]);
  vi.restoreAllMocks();
});

const AT = "2026-11-24T17:00:00";

test.each([
  [["en-US"], "Nov 24, 2026, 5:00 PM"],
  [["en-GB", "en-US"], "24 Nov 2026, 17:00"],
  [["de-DE", "en-AU"], "24 Nov 2026, 5:00 pm"],
  [["de-DE"], "Nov 24, 2026, 5:00 PM"],
  // Chromium without a language
  [["en-US@posix"], "Nov 24, 2026, 5:00 PM"],
])("on a device that speaks %j, a time in English is %s", async (languages, text) => {
  await startOn(languages);
  expect(momentOf(AT).replaceAll("\u202f", " ")).toBe(text);
});

test("in Thai, dates are Thai on every device, and numbers follow the device's own English again in English", async () => {
  await startOn(["th-TH", "en-IN"]);
  expect(dayOf(AT)).toBe("24 พ.ย. 2569");
  await speak("en");
  expect(locale()).toBe("en-IN");
  expect(t("bulk.chosen", { count: 1_234_567 })).toContain("12,34,567");
  expect(sizeText(1_500_000)).toBe("1.5 MB");
});
