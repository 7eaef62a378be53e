import { type Store, store } from "../lib/store.ts";
import { type DraftEvent, type DraftState, initialState, isUnsaved, type Keeping, nextState } from "./draft-state.ts";

export type { Keeping };

/** What came of saving: the version that lies there now, or why nothing was saved. */
export type Saved = number | "refused" | "elsewhere";

/** Where something half-written is kept, and what belongs together there. */
export interface Keeper<C> {
  empty: C;
  isEmpty(content: C): boolean;
  isSame(one: C, other: C): boolean;
  read(): Promise<C & { version: number }>;
  /** Throws where trying again may help. */
  write(content: C, version: number, isLeaving: boolean): Promise<Saved>;
  /**
   * Puts together what was written before it was known what lies on the server, and that; `isBase`: the one came of the other.
   * Null where one of both has to be chosen.
   */
  meet(mine: C, theirs: C, isBase: boolean): C | null;
  /** What is not saved yet, on this device: a crash or a dead network then loses nothing. */
  copy: {
    read(): { content: C; version: number } | null;
    keep(content: C, version: number): void;
    forget(): void;
  };
}

const TYPING_MS = 800;
const RETRY_MS = 4_000;

/** Something half-written, which is saved while it is written. */
export class HalfWritten<C extends object> {
  readonly now: Store<C & Keeping>;
  readonly #keeper: Keeper<C>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> | null = null;
  #paused = 0;
  #state: DraftState;
  // the first and the last that were sent since there was an answer
  #unconfirmed: C[] = [];

  constructor(keeper: Keeper<C>) {
    this.#keeper = keeper;
    const left = keeper.copy.read();
    const { content = keeper.empty, version = 0 } = left ?? {};
    this.#state = initialState(version, left !== null);
    this.now = store<C & Keeping>({ ...content, version, revision: 0, state: "loading" });
  }

  change(content: Partial<C>): void {
    this.#change(content, false);
  }

  /** Changes it by something else than typing in the editor, which takes it over. */
  put(content: Partial<C>): void {
    this.#change(content, true);
  }

  #change(content: Partial<C>, isShown: boolean): void {
    const { version } = this.#state;
    const next = { ...this.now.get(), ...content };
    const isNothing = this.#isNothing(next, version);
    this.#apply({ type: "changed", isNothing, isShown }, content);
    if (isNothing) this.#keeper.copy.forget();
    else this.#keeper.copy.keep(next, version);
    if (!isNothing && this.#state.state === "unsaved") this.#saveIn(TYPING_MS);
  }

  /** Takes over what the server answered. */
  take({ version, ...theirs }: C & { version: number }): void {
    this.#keeper.copy.forget();
    this.#apply({ type: "replaced", version }, theirs as unknown as C);
  }

  /** Begins anew, with what is left: the rest is gone from the server. */
  clear(left: C = this.#keeper.empty): void {
    clearTimeout(this.#timer);
    this.take({ ...left, version: 0 });
    if (!this.#keeper.isEmpty(left)) this.change({});
  }

  /** Saves at once what is not saved; `isLeaving`: as the page goes away. */
  async flush(isLeaving = false): Promise<void> {
    clearTimeout(this.#timer);
    while (this.#saving) await this.#saving;
    if (this.#paused > 0 || !isUnsaved(this.#state)) return;
    this.#saving = this.#save(isLeaving).finally(() => {
      this.#saving = null;
    });
    await this.#saving;
    if (this.#state.state === "unsaved") this.#saveIn(TYPING_MS);
  }

  /** Saves what is not saved, else looks what lies on the server: as one comes to it. */
  async refresh(): Promise<void> {
    await this.flush();
    const before = this.#state;
    if (before.state !== "saved" && before.state !== "loading") return;
    const theirs = await this.#keeper.read();
    const { state, serverRevision, localRevision, savedRevision } = this.#state;
    if (serverRevision !== before.serverRevision) return;
    const isLoading = state === "loading";
    if (!isLoading && theirs.version === before.version) return;
    if (localRevision === savedRevision) this.take(theirs);
    // what was written since it was saved is told by its own save to be in conflict; else something was only chosen
    else if (isLoading || this.#keeper.isEmpty(this.now.get())) this.#meet(theirs);
  }

  /** Saves, and then nothing more while something is made of it: a late save would bring it back. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    await this.flush();
    this.#paused += 1;
    try {
      return await work();
    } finally {
      this.#paused -= 1;
      if (this.#paused === 0 && isUnsaved(this.#state) && this.#state.state !== "refused") this.#saveIn(TYPING_MS);
    }
  }

  /** The server has something else than is known here: true where it is the same after all, else one of both is to be chosen. */
  async contest(): Promise<boolean> {
    const theirs = await this.#keeper.read();
    const isSame = this.#keeper.isSame(theirs, this.now.get());
    this.#apply(isSame ? { type: "confirmed", version: theirs.version } : { type: "conflicted", isNews: true });
    return isSame;
  }

  /** After a change elsewhere: goes on with what is here. */
  async keepMine(): Promise<void> {
    const { version } = await this.#keeper.read();
    this.#apply({ type: "rebased", version });
    await this.flush();
  }

  /** After a change elsewhere: goes on with what lies on the server. */
  async takeTheirs(): Promise<void> {
    this.take(await this.#keeper.read());
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

  // choosing between reply and note with nothing written yet is nothing to save
  #isNothing(content: C, version: number): boolean {
    return version === 0 && this.#keeper.isEmpty(content);
  }

  /** Goes on with both, what is here and what was found on the server. */
  #meet(theirs: C & { version: number }): void {
    const { isSame, meet, copy } = this.#keeper;
    const mine = this.now.get();
    const { version } = theirs;
    const both = meet(mine, theirs, mine.version === version);
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
    const sent = this.now.get();
    try {
      const saved = await this.#keeper.write(sent, sent.version, isLeaving);
      const isMine = saved === "elsewhere" && (await this.#wasUnconfirmed());
      if (isOutdated()) return;
      this.#unconfirmed = [];
      if (isMine !== false) {
        this.#apply({ type: "rebased", version: isMine });
        this.#saveIn(0);
      } else if (saved === "refused") this.#apply({ type: "refused" });
      else if (saved === "elsewhere") this.#apply({ type: "conflicted", isNews: false });
      else this.#saved(saved, localRevision);
    } catch {
      this.#unconfirmed = [this.#unconfirmed[0] ?? sent, sent];
      if (isOutdated()) return;
      this.#apply({ type: "failed" });
      this.#saveIn(RETRY_MS);
    }
  }

  #saved(version: number, localRevision: number): void {
    this.#apply({ type: "saved", version, localRevision });
    if (localRevision === this.#state.localRevision) this.#keeper.copy.forget();
    else this.#keeper.copy.keep(this.now.get(), version);
  }

  /** The version that the server has, if it came from here and its answer was lost; else false. */
  async #wasUnconfirmed(): Promise<number | false> {
    if (this.#unconfirmed.length === 0) return false;
    const theirs = await this.#keeper.read();
    return this.#unconfirmed.some((sent) => this.#keeper.isSame(theirs, sent)) && theirs.version;
  }
}
