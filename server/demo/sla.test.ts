import { afterEach, expect, test } from "vitest";
import { zoneHere } from "./sla.ts";

const own = process.env.TZ;
afterEach(() => {
  if (own === undefined) delete process.env.TZ;
  else process.env.TZ = own;
});

test("the demo's office hours are in the zone of TZ_NAME, or in that of this computer if it is not set", () => {
  process.env.TZ = "Asia/Bangkok";
  expect([zoneHere("Europe/Paris"), zoneHere("UTC")]).toEqual(["Europe/Paris", "Asia/Bangkok"]);
});
