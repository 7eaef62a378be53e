import { expect, test } from "vitest";
import { zoneHere } from "./sla.ts";

test("the demo's office hours are in the zone of TZ_NAME, or in that of this computer if it is not set", () => {
  const zones = ["Europe/Paris", "UTC"].map((zone) => zoneHere(zone, "Asia/Bangkok"));
  expect(zones).toEqual(["Europe/Paris", "Asia/Bangkok"]);
});
