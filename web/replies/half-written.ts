import { type Store, store } from "../lib/store.ts";

/** How what is written stands to what lies on the server. */
export interface Keeping {
  /** Of what lies on the server; 0 while nothing does. */
  version: number;
  /** Rises when the text was changed by something else than typing: the editor has to take it over. */
  revision: number;
  /**
   * loading: it is not known yet what lies on the server, and nothing is saved before it is; refused: trying again would not help;
   * elsewhere: another window has saved something else, and nothing is saved until one of both is chosen.
   */
  state: "loading" | "saved" | "unsaved" | "failed" | "refused" | "elsewhere";
}

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
  #held = 0;
  // what was changed here, and what was heard from there: so that an answer knows whether it is about the latest
  #changes = 0;
  #news = 0;
  // how many of the changes the server has, or had
  #kept = 0;
  // the first and the last that were sent since there was an answer
  #unanswered: C[] = [];

  constructor(keeper: Keeper<C>) {
    this.#keeper = keeper;
    const left = keeper.copy.read();
    if (left) this.#changes = 1;
    const { content = keeper.empty, version = 0 } = left ?? {};
    this.now = store<C & Keeping>({ ...content, version, revision: 0, state: "loading" });
  }

  change(content: Partial<C>): void {
    this.#changes += 1;
    const { state, version } = this.now.get();
    const next = { ...this.now.get(), ...content };
    const isNothing = this.#isNothing(next, version);
    const hasToBeSaved = state !== "loading" && state !== "elsewhere" && !isNothing;
    this.#set({ ...content, ...(hasToBeSaved ? { state: "unsaved" } : state === "refused" && { state: "saved" }) });
    if (isNothing) this.#keeper.copy.forget();
    else this.#keeper.copy.keep(next, version);
    if (hasToBeSaved) this.#saveIn(TYPING_MS);
  }

  /** Changes it by something else than typing in the editor, which takes it over. */
  put(content: Partial<C>): void {
    this.change(content);
    this.#set({ revision: this.now.get().revision + 1 });
  }

  /** Takes over what the server answered. */
  take(theirs: C & { version: number }): void {
    this.#news += 1;
    this.#kept = this.#changes;
    this.#keeper.copy.forget();
    this.#set({ ...theirs, state: "saved", revision: this.now.get().revision + 1 });
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
    if (this.#held > 0 || !this.#isUnsaved()) return;
    this.#saving = this.#save(isLeaving).finally(() => {
      this.#saving = null;
    });
    await this.#saving;
    if (this.now.get().state === "unsaved") this.#saveIn(TYPING_MS);
  }

  /** Saves what is not saved, else looks what lies on the server: as one comes to it. */
  async refresh(): Promise<void> {
    await this.flush();
    const { state, version } = this.now.get();
    if (state !== "saved" && state !== "loading") return;
    const news = this.#news;
    const theirs = await this.#keeper.read();
    if (news !== this.#news) return;
    const isLoading = this.now.get().state === "loading";
    if (!isLoading && theirs.version === version) return;
    if (this.#changes === this.#kept) this.take(theirs);
    // what was written since it was saved is told by its own save to be in conflict; else something was only chosen
    else if (isLoading || this.#keeper.isEmpty(this.now.get())) this.#meet(theirs);
  }

  /** Saves, and then nothing more while something is made of it: a late save would bring it back. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    await this.flush();
    this.#held += 1;
    try {
      return await work();
    } finally {
      this.#held -= 1;
      if (this.#held === 0 && this.#isUnsaved() && this.now.get().state !== "refused") this.#saveIn(TYPING_MS);
    }
  }

  /** The server has something else than is known here: true where it is the same after all, else one of both is to be chosen. */
  async contest(): Promise<boolean> {
    const theirs = await this.#keeper.read();
    const isSame = this.#keeper.isSame(theirs, this.now.get());
    this.#news += 1;
    this.#set(isSame ? { version: theirs.version, state: "saved" } : { state: "elsewhere" });
    return isSame;
  }

  /** After a change elsewhere: goes on with what is here. */
  async keepMine(): Promise<void> {
    const { version } = await this.#keeper.read();
    this.#news += 1;
    this.#set({ version, state: "unsaved" });
    await this.flush();
  }

  /** After a change elsewhere: goes on with what lies on the server. */
  async takeTheirs(): Promise<void> {
    this.take(await this.#keeper.read());
  }

  #set(more: Partial<C> | Partial<Keeping>): void {
    this.now.set({ ...this.now.get(), ...more });
  }

  #saveIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), ms);
  }

  // choosing between reply and note with nothing written yet is nothing to save
  #isNothing(content: C, version: number): boolean {
    return version === 0 && this.#keeper.isEmpty(content);
  }

  #isUnsaved(): boolean {
    return ["unsaved", "failed", "refused"].includes(this.now.get().state);
  }

  /** Goes on with both, what is here and what was found on the server. */
  #meet(theirs: C & { version: number }): void {
    const { isSame, meet, copy } = this.#keeper;
    const mine = this.now.get();
    const { version } = theirs;
    const both = meet(mine, theirs, mine.version === version);
    if (!both) {
      this.#set({ state: "elsewhere" });
      return;
    }
    this.#news += 1;
    const isSaved = isSame(both, theirs) || this.#isNothing(both, version);
    const revision = mine.revision + (isSame(both, mine) ? 0 : 1);
    this.#set({ ...both, version, revision, state: isSaved ? "saved" : "unsaved" });
    if (isSaved) copy.forget();
    else {
      copy.keep(both, version);
      this.#saveIn(0);
    }
  }

  async #save(isLeaving: boolean): Promise<void> {
    const [changes, news] = [this.#changes, this.#news];
    const sent = this.now.get();
    try {
      const saved = await this.#keeper.write(sent, sent.version, isLeaving);
      const isMine = saved === "elsewhere" && (await this.#wasUnanswered());
      if (news !== this.#news) return;
      this.#unanswered = [];
      if (isMine !== false) this.#goOn(isMine);
      else if (typeof saved === "number") this.#saved(saved, changes);
      else this.#set({ state: saved });
    } catch {
      this.#unanswered = [this.#unanswered[0] ?? sent, sent];
      if (news !== this.#news) return;
      this.#set({ state: "failed" });
      this.#saveIn(RETRY_MS);
    }
  }

  #saved(version: number, changes: number): void {
    const isLatest = changes === this.#changes;
    this.#news += 1;
    this.#kept = changes;
    this.#set({ version, ...(isLatest && { state: "saved" }) });
    if (isLatest) this.#keeper.copy.forget();
    else this.#keeper.copy.keep(this.now.get(), version);
  }

  /** What lies there came from here, and its answer was lost: the version that it has; else false. */
  async #wasUnanswered(): Promise<number | false> {
    if (this.#unanswered.length === 0) return false;
    const theirs = await this.#keeper.read();
    return this.#unanswered.some((sent) => this.#keeper.isSame(theirs, sent)) && theirs.version;
  }

  #goOn(version: number): void {
    this.#news += 1;
    this.#set({ version, state: "unsaved" });
    this.#saveIn(0);
  }
}
