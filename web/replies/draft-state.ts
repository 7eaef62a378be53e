// How a draft stands to the server's copy: states, and the events that lead from one to the next.
//
//   loading ──merged──▶ saved ◀──saved, replaced, confirmed── unsaved ──failed──▶ failed
//      │                  │                                     ▲  │                │
//      │                  └───────────────changed───────────────┘  ├──refused──▶ refused
//      │                                  (from failed and refused, too)
//      └────────────────────conflicted──────▶ conflict ◀───────────┘
//                                               │
//                                               └──rebased──▶ unsaved, replaced ──▶ saved

/** The content that is shown and saved. */
export interface DraftStatus {
  /** Version on the server; 0 if there is none. */
  version: number;
  /** Rises when the text changes without typing, so that the editor takes it over. */
  revision: number;
  /**
   * loading: the server's copy is not known yet, and nothing is saved before it is. refused: trying again would not
   * help. conflict: another window has saved something else, and nothing is saved until the author chooses one version.
   */
  state: "loading" | "saved" | "unsaved" | "failed" | "refused" | "conflict";
}

export interface DraftState extends DraftStatus {
  /** How often it was changed here. */
  localRevision: number;
  /** How often something was learned about the server's copy: an older response than the last of these is out of date. */
  serverRevision: number;
  /** How many of the changes the server has, or had. */
  savedRevision: number;
}

export type DraftEvent =
  /**
   * The draft was changed here. `isNothing`: it is empty, and the server has none. `isShown`: the editor has to take it over.
   */
  | { type: "changed"; isNothing: boolean; isShown?: boolean }
  /** The server's copy replaces the draft. */
  | { type: "replaced"; version: number }
  /**
   * The server's copy and the local one were merged. `isSaved`: the result equals the server's copy. `isShown`: it
   * differs from the local one.
   */
  | { type: "merged"; version: number; isSaved: boolean; isShown: boolean }
  /** The server has the local content as of a local revision. */
  | { type: "saved"; version: number; localRevision: number }
  /** The server's content equals the local one. */
  | { type: "confirmed"; version: number }
  /** The local content is to be saved over this version. */
  | { type: "rebased"; version: number }
  /** The server could not be reached. */
  | { type: "failed" }
  | { type: "refused" }
  /** The server has something else. `isNews`: that came from a read, not from the response to a save. */
  | { type: "conflicted"; isNews: boolean };

export const initialState = (version: number, isLeftOver: boolean): DraftState => ({
  state: "loading",
  version,
  revision: 0,
  localRevision: isLeftOver ? 1 : 0,
  serverRevision: 0,
  savedRevision: 0,
});

function afterChange(now: DraftState, isNothing: boolean): DraftState["state"] {
  const { state } = now;
  if (state === "loading" || state === "conflict") return state;
  if (!isNothing) return "unsaved";
  // nothing is left that the server could refuse
  return state === "refused" ? "saved" : state;
}

/** The state after the server's copy became known. */
const withServer = (now: DraftState, version: number, more: Partial<DraftState>): DraftState => ({
  ...now,
  version,
  serverRevision: now.serverRevision + 1,
  ...more,
});

/** The state after an event. */
export function nextState(now: DraftState, event: DraftEvent): DraftState {
  const revision = (isShown?: boolean) => now.revision + (isShown ? 1 : 0);
  switch (event.type) {
    case "changed":
      return {
        ...now,
        state: afterChange(now, event.isNothing),
        localRevision: now.localRevision + 1,
        revision: revision(event.isShown),
      };
    case "replaced":
      return withServer(now, event.version, {
        state: "saved",
        revision: revision(true),
        savedRevision: now.localRevision,
      });
    case "merged":
      return withServer(now, event.version, {
        state: event.isSaved ? "saved" : "unsaved",
        revision: revision(event.isShown),
      });
    case "saved":
      return withServer(now, event.version, {
        // changes that were made after the request are still unsaved
        state: event.localRevision === now.localRevision ? "saved" : now.state,
        savedRevision: event.localRevision,
      });
    case "confirmed":
      return withServer(now, event.version, { state: "saved" });
    case "rebased":
      return withServer(now, event.version, { state: "unsaved" });
    case "failed":
    case "refused":
      return { ...now, state: event.type };
    case "conflicted":
      return event.isNews ? withServer(now, now.version, { state: "conflict" }) : { ...now, state: "conflict" };
  }
}

export const isUnsaved = ({ state }: DraftStatus): boolean => ["unsaved", "failed", "refused"].includes(state);
