import { type Store, store } from "../lib/store.ts";
import {
  type DraftEvent,
  type DraftState,
  type DraftStatus,
  initialState,
  isUnsaved,
  nextState,
} from "./draft-state.ts";

export type { DraftStatus };

/** The result of saving: the current version, or why nothing was saved. */
export type SaveResult = number | "refused" | "conflict";

/** Where a draft is stored, and how two versions are merged. */
export interface DraftStorage<C> {
  empty: C;
  isEmpty(content: C): boolean;
  isSame(one: C, other: C): boolean;
  read(): Promise<C & { version: number }>;
  /** Throws if trying again may help. */
  write(content: C, version: number, isLeaving: boolean): Promise<SaveResult>;
  /**
   * Merges the text written before the server's copy was known with that copy. `isBase`: one is based on the other. Null if the
   * author has to choose.
   */
  mergeContents(mine: C, theirs: C, isBase: boolean): C | null;
  /** The unsaved content on this device, so that a crash or a lost connection loses nothing. */
  copy: {
    read(): { content: C; version: number } | null;
    keep(content: C, version: number): void;
    forget(): void;
  };
}

const TYPING_MS = 800;
const RETRY_MS = 4_000;

/** A draft that is saved while the author types. */
export class Draft<C extends object> {
  readonly now: Store<C & DraftStatus>;
  readonly #storage: DraftStorage<C>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> | null = null;
  #pauses = 0;
  #state: DraftState;
  // the first and the last revision that was sent since the last response
  #sentContents: C[] = [];

  constructor(storage: DraftStorage<C>) {
    this.#storage = storage;
    const copy = storage.copy.read();
    const { content = storage.empty, version = 0 } = copy ?? {};
    this.#state = initialState(version, copy !== null);
    this.now = store<C & DraftStatus>({ ...content, version, revision: 0, state: "loading" });
  }

  change(content: Partial<C>): void {
    this.#change(content, false);
  }

  /** Changes the draft other than by typing; the editor takes the change over. */
  setContent(content: Partial<C>): void {
    this.#change(content, true);
  }

  #change(content: Partial<C>, isShown: boolean): void {
    const { version } = this.#state;
    const next = { ...this.now.get(), ...content };
    const isNothing = this.#isNothing(next, version);
    this.#apply({ type: "changed", isNothing, isShown }, content);
    if (isNothing) this.#storage.copy.forget();
    else this.#storage.copy.keep(next, version);
    if (!isNothing && this.#state.state === "unsaved") this.#saveIn(TYPING_MS);
  }

  /** Applies the server's response. */
  replaceWith({ version, ...theirs }: C & { version: number }): void {
    this.#storage.copy.forget();
    this.#apply({ type: "replaced", version }, theirs as unknown as C);
  }

  /** Begins a new draft with this content. Everything else is gone from the server. */
  clear(content: C = this.#storage.empty): void {
    clearTimeout(this.#timer);
    this.replaceWith({ ...content, version: 0 });
    if (!this.#storage.isEmpty(content)) this.change({});
  }

  /** Saves unsaved content at once; `isLeaving`: while the page closes. */
  async flush(isLeaving = false): Promise<void> {
    clearTimeout(this.#timer);
    while (this.#saving) await this.#saving;
    if (this.#pauses > 0 || !isUnsaved(this.#state)) return;
    this.#saving = this.#save(isLeaving).finally(() => {
      this.#saving = null;
    });
    await this.#saving;
    if (this.#state.state === "unsaved") this.#saveIn(TYPING_MS);
  }

  /** Saves unsaved content, or else fetches the server's copy when the page is shown again. */
  async refresh(): Promise<void> {
    await this.flush();
    const before = this.#state;
    if (before.state !== "saved" && before.state !== "loading") return;
    const theirs = await this.#storage.read();
    const { state, serverRevision, localRevision, savedRevision } = this.#state;
    if (serverRevision !== before.serverRevision) return;
    const isLoading = state === "loading";
    if (!isLoading && theirs.version === before.version) return;
    if (localRevision === savedRevision) this.replaceWith(theirs);
    // if text was typed since the last save, its own save finds the conflict; otherwise only a choice was made
    else if (isLoading || this.#storage.isEmpty(this.now.get())) this.#mergeServerCopy(theirs);
  }

  /** Saves, then pauses saving while the work uses the draft up: a late save would bring it back. */
  async pauseSaving<T>(work: () => Promise<T>): Promise<T> {
    await this.flush();
    this.#pauses += 1;
    try {
      return await work();
    } finally {
      this.#pauses -= 1;
      if (this.#pauses === 0 && isUnsaved(this.#state) && this.#state.state !== "refused") this.#saveIn(TYPING_MS);
    }
  }

  /**
   * The server has another version. Returns true if the content is the same after all; otherwise the author has to
   * choose.
   */
  async checkConflict(): Promise<boolean> {
    const theirs = await this.#storage.read();
    const isSame = this.#storage.isSame(theirs, this.now.get());
    this.#apply(isSame ? { type: "confirmed", version: theirs.version } : { type: "conflicted", isNews: true });
    return isSame;
  }

  /** After a change elsewhere: keeps the local content. */
  async keepMine(): Promise<void> {
    const { version } = await this.#storage.read();
    this.#apply({ type: "rebased", version });
    await this.flush();
  }

  /** After a change elsewhere: takes the server's content. */
  async takeTheirs(): Promise<void> {
    this.replaceWith(await this.#storage.read());
  }

  #apply(event: DraftEvent, content: Partial<C> = {}): void {
    this.#state = nextState(this.#state, event);
    const { state, version, revision } = this.#state;
    this.now.set({ ...this.now.get(), ...content, state, version, revision });
  }

  #saveIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), ms);
  }

  // the choice between reply and note is not worth saving without a text
  #isNothing(content: C, version: number): boolean {
    return version === 0 && this.#storage.isEmpty(content);
  }

  /** Keeps both: the local content and the server's. */
  #mergeServerCopy(theirs: C & { version: number }): void {
    const { isSame, mergeContents, copy } = this.#storage;
    const mine = this.now.get();
    const { version } = theirs;
    const both = mergeContents(mine, theirs, mine.version === version);
    if (!both) {
      this.#apply({ type: "conflicted", isNews: false });
      return;
    }
    const isSaved = isSame(both, theirs) || this.#isNothing(both, version);
    this.#apply({ type: "merged", version, isSaved, isShown: !isSame(both, mine) }, both);
    if (isSaved) copy.forget();
    else {
      copy.keep(both, version);
      this.#saveIn(0);
    }
  }

  async #save(isLeaving: boolean): Promise<void> {
    const { localRevision, serverRevision } = this.#state;
    const isOutdated = () => serverRevision !== this.#state.serverRevision;
    const content = this.now.get();
    try {
      const result = await this.#storage.write(content, content.version, isLeaving);
      const isMine = result === "conflict" && (await this.#wasUnconfirmed());
      if (isOutdated()) return;
      this.#sentContents = [];
      if (isMine !== false) {
        this.#apply({ type: "rebased", version: isMine });
        this.#saveIn(0);
      } else if (result === "refused") this.#apply({ type: "refused" });
      else if (result === "conflict") this.#apply({ type: "conflicted", isNews: false });
      else this.#confirm(result, localRevision);
    } catch {
      this.#sentContents = [this.#sentContents[0] ?? content, content];
      if (isOutdated()) return;
      this.#apply({ type: "failed" });
      this.#saveIn(RETRY_MS);
    }
  }

  #confirm(version: number, localRevision: number): void {
    this.#apply({ type: "saved", version, localRevision });
    if (localRevision === this.#state.localRevision) this.#storage.copy.forget();
    else this.#storage.copy.keep(this.now.get(), version);
  }

  /** The server's version if it came from here and the response was lost; otherwise false. */
  async #wasUnconfirmed(): Promise<number | false> {
    if (this.#sentContents.length === 0) return false;
    const theirs = await this.#storage.read();
    return this.#sentContents.some((content) => this.#storage.isSame(theirs, content)) && theirs.version;
  }
}
