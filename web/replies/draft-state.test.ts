import { describe, expect, test } from "vitest";
import { type DraftEvent, type DraftState, initialState, nextState } from "./draft-state.ts";

const at = (state: DraftState["state"]): DraftState => ({
  ...initialState(3, false),
  state,
  localRevision: 5,
  savedRevision: 4,
  serverRevision: 2,
});
const typed: DraftEvent = { type: "changed", isNothing: false };
const emptied: DraftEvent = { type: "changed", isNothing: true };

describe("the state of a draft", () => {
  test.for([
    ["loading", typed, "loading"],
    ["saved", typed, "unsaved"],
    ["unsaved", typed, "unsaved"],
    ["failed", typed, "unsaved"],
    ["refused", typed, "unsaved"],
    ["conflict", typed, "conflict"],
    ["loading", emptied, "loading"],
    ["saved", emptied, "saved"],
    ["failed", emptied, "failed"],
    ["refused", emptied, "saved"],
    ["conflict", emptied, "conflict"],
    ["loading", { type: "replaced", version: 7 }, "saved"],
    ["conflict", { type: "replaced", version: 7 }, "saved"],
    ["loading", { type: "merged", version: 7, isSaved: true, isShown: false }, "saved"],
    ["loading", { type: "merged", version: 7, isSaved: false, isShown: true }, "unsaved"],
    ["unsaved", { type: "saved", version: 7, localRevision: 5 }, "saved"],
    ["unsaved", { type: "saved", version: 7, localRevision: 4 }, "unsaved"],
    ["unsaved", { type: "confirmed", version: 7 }, "saved"],
    ["conflict", { type: "rebased", version: 7 }, "unsaved"],
    ["unsaved", { type: "failed" }, "failed"],
    ["unsaved", { type: "refused" }, "refused"],
    ["unsaved", { type: "conflicted", isNews: false }, "conflict"],
    ["loading", { type: "conflicted", isNews: true }, "conflict"],
  ] as [DraftState["state"], DraftEvent, DraftState["state"]][])("goes from %s by %j to %s", ([from, event, to]) => {
    const next = nextState(at(from), event);
    expect(next.state).toBe(to);
    expect(next.version).toBe("version" in event ? event.version : 3);
  });

  test.for([
    [typed, { localRevision: 6, savedRevision: 4, serverRevision: 2, revision: 0 }],
    [
      { ...typed, isShown: true },
      { localRevision: 6, savedRevision: 4, serverRevision: 2, revision: 1 },
    ],
    [
      { type: "replaced", version: 7 },
      { localRevision: 5, savedRevision: 5, serverRevision: 3, revision: 1 },
    ],
    [
      { type: "merged", version: 7, isSaved: true, isShown: true },
      { localRevision: 5, savedRevision: 4, serverRevision: 3, revision: 1 },
    ],
    [
      { type: "saved", version: 7, localRevision: 5 },
      { localRevision: 5, savedRevision: 5, serverRevision: 3, revision: 0 },
    ],
    [
      { type: "rebased", version: 7 },
      { localRevision: 5, savedRevision: 4, serverRevision: 3, revision: 0 },
    ],
    [{ type: "failed" }, { localRevision: 5, savedRevision: 4, serverRevision: 2, revision: 0 }],
    [
      { type: "conflicted", isNews: false },
      { localRevision: 5, savedRevision: 4, serverRevision: 2, revision: 0 },
    ],
    [
      { type: "conflicted", isNews: true },
      { localRevision: 5, savedRevision: 4, serverRevision: 3, revision: 0 },
    ],
  ] as [DraftEvent, Partial<DraftState>][])("counts %j", ([event, counts]) => {
    expect(nextState(at("unsaved"), event)).toMatchObject(counts);
  });
});
