import { describe, expect, test } from "vitest";
import type { RoutingMode } from "../../wire/routing-words.ts";
import { type Agent, plan, type Rules, type Waiting } from "./choose.ts";
import { reasonText } from "./reason.ts";

const agent = (id: string, values: Partial<Agent> = {}): Agent => ({
  id,
  name: id,
  state: "available",
  because: "default",
  until: null,
  load: 0,
  capacity: 10,
  skills: [],
  turn: null,
  ...values,
});
const ticket = (name: string, values: Partial<Waiting> = {}): Waiting => ({
  ticket: name,
  weight: 1,
  skills: [],
  sticky: null,
  waitedSeconds: 0,
  ...values,
});
const rules = (mode: RoutingMode = "round_robin", values: Partial<Rules> = {}): Rules => ({
  mode,
  onlyAvailable: true,
  skillWaitSeconds: 3600,
  skillNames: { z: "Zones" },
  ...values,
});
const placements = (...args: Parameters<typeof plan>) =>
  plan(...args).placed.map(({ ticket, agent }) => `${ticket} ${agent.id}`);

describe("automatic assignment", () => {
  test("by round robin goes to the agent who has waited longest", () => {
    const team = [agent("Ann", { turn: 7, load: 0 }), agent("Ben", { turn: 3, load: 5 }), agent("Cy", { turn: 5 })];
    const tickets = ["1", "2", "3", "4"].map((name) => ticket(name));
    expect(placements(rules(), team, tickets)).toEqual(["1 Ben", "2 Cy", "3 Ann", "4 Ben"]);
  });

  test("by load goes to the agent who uses the smallest share of their capacity", () => {
    const team = [agent("Ann", { load: 4, capacity: 10 }), agent("Ben", { load: 3, capacity: 5 })];
    expect(placements(rules("least_loaded"), team, [ticket("1"), ticket("2"), ticket("3"), ticket("4")])).toEqual([
      "1 Ann",
      "2 Ann",
      "3 Ben",
      "4 Ann",
    ]);
  });

  test.each([
    [{ state: "away", because: "chosen" }, "away"],
    [{ state: "off", because: "chosen" }, "off"],
    [{ state: "away", because: "out_of_office" }, "away"],
    [{ state: "off", because: "hours" }, "hours"],
    [{ load: 10 }, "full"],
    [{ capacity: 0 }, "full"],
  ] as const)("skips an agent with %j", (values, because) => {
    const { placed, left } = plan(rules(), [agent("Ann", values)], [ticket("1")]);
    expect([placed, left[0]!.skips.map((each) => each.because)]).toEqual([[], [because]]);
  });

  test("outside working hours depends on the team; during an absence it never happens", () => {
    const open = rules("round_robin", { onlyAvailable: false });
    expect(placements(open, [agent("Ann", { state: "off", because: "hours" })], [ticket("1")])).toEqual(["1 Ann"]);
    expect(placements(open, [agent("Ann", { state: "away", because: "chosen" })], [ticket("1")])).toEqual([]);
  });

  test("does not let light tickets overtake a heavy one forever", () => {
    const team = [agent("Ann", { load: 8 }), agent("Ben", { load: 10 })];
    const tickets = [ticket("heavy", { weight: 3 }), ticket("light")];
    expect(placements(rules(), team, tickets)).toEqual([]);
    expect(plan(rules(), team, tickets).left[1]!.skips).toContainEqual(
      expect.objectContaining({ user: "Ann", because: "reserved" }),
    );
    expect(placements(rules(), [agent("Ann", { load: 7 })], tickets)).toEqual(["heavy Ann"]);
    // one that is heavier than anyone's capacity goes to an agent who has no ticket
    expect(placements(rules(), [agent("Ann", { capacity: 2 })], tickets)).toEqual(["heavy Ann"]);
  });

  test("by skill waits for agents with the skill, but not forever", () => {
    const team = [agent("Ann"), agent("Ben", { skills: ["z"], state: "away", because: "chosen" })];
    const skill = rules("skill");
    expect(placements(skill, team, [ticket("1", { skills: ["z"] }), ticket("2")])).toEqual(["2 Ann"]);
    expect(placements(skill, team, [ticket("1", { skills: ["z"], waitedSeconds: 3600 })])).toEqual(["1 Ann"]);
    // no agent has the skill
    expect(placements(skill, [agent("Ann")], [ticket("1", { skills: ["z"] })])).toEqual(["1 Ann"]);
  });

  test("prefers the agent of the contact's last ticket if they have capacity", () => {
    const team = [agent("Ann"), agent("Ben", { load: 9 })];
    const tickets = [ticket("1", { sticky: "Ben" }), ticket("2", { sticky: "Ben" })];
    expect(placements(rules("least_loaded"), team, tickets)).toEqual(["1 Ben", "2 Ann"]);
  });

  test("says why in a sentence", () => {
    const team = [
      agent("Tom", { load: 3, skills: ["z"] }),
      agent("Fay", { state: "away", because: "chosen" }),
      agent("Ann", { load: 10 }),
      agent("Ben", { load: 11 }),
    ];
    const text = (mode: RoutingMode, values: Partial<Waiting> = {}) =>
      reasonText(plan(rules(mode), team, [ticket("1", values)]).placed[0]!.reason);
    expect(text("round_robin")).toBe("Round robin: Tom (3 open of 10); Fay is away; Ann and Ben are at capacity");
    expect(text("skill", { skills: ["z"], sticky: "Tom" })).toBe(
      "By skill for Zones: Tom (3 open of 10); Tom had the contact's last ticket; Fay is away; Ann and Ben lack a skill",
    );
    expect(text("skill", { skills: ["x"] })).toContain("no agent with x could take it");
  });
});
