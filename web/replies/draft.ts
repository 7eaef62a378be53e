import { api, Refusal } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { type Store, store } from "../lib/store.ts";
import { forgetCopy, keepCopy, readCopy } from "./local-copy.ts";

export type ServerDraft = AnswerOf<"GET", "/tickets/{id}/draft/">;
export type DraftFile = ServerDraft["files"][number];

export interface DraftNow {
  text: string;
  isNote: boolean;
  files: readonly DraftFile[];
  /** Of what lies on the server; 0 while nothing does. */
  version: number;
  /** Rises when the text was changed by something else than typing: the editor has to take it over. */
  revision: number;
  /** elsewhere: another window has saved something else, and nothing is saved until one of both is chosen. */
  state: "loading" | "saved" | "unsaved" | "failed" | "elsewhere";
}

type Content = Pick<DraftNow, "text" | "isNote" | "files">;

const TYPING_MS = 800;
const RETRY_MS = 4_000;
// a request that outlives its page may not be larger
const MOST_KEPT_ALIVE = 60_000;

/** What somebody is writing to a ticket, kept on the server while they write. */
export interface Draft {
  readonly ticket: string;
  readonly now: Store<DraftNow>;
  load(): Promise<void>;
  change(content: Partial<Content>): void;
  /** Changes it by something else than typing in the editor, which takes it over. */
  put(content: Partial<Content>): void;
  /** Saves at once what is not saved; `isLeaving`: as the page goes away. */
  flush(isLeaving?: boolean): Promise<void>;
  /** Takes over what the server answered: a reply that was taken back. */
  take(draft: ServerDraft): void;
  /** Begins anew: what was written is sent. */
  clear(): void;
  /** After a change elsewhere: goes on with what is here, or with what lies on the server. */
  keepMine(): Promise<void>;
  takeTheirs(): Promise<void>;
}

const isEmpty = ({ text, files }: Content): boolean => text === "" && files.length === 0;

function openDraft(ticket: string, user: string): Draft {
  const now = store<DraftNow>({ text: "", isNote: false, files: [], version: 0, revision: 0, state: "loading" });
  const path = { id: ticket };
  const copyName = `${user} ${ticket}`;
  const set = (more: Partial<DraftNow>) => now.set({ ...now.get(), ...more });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saving: Promise<void> | null = null;
  // counts changes, so that an answer knows whether it is about the latest
  let changes = 0;

  const later = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), ms);
  };
  const take = ({ text, is_internal, files, version }: ServerDraft) =>
    set({ text, isNote: is_internal, files, version, state: "saved", revision: now.get().revision + 1 });

  async function save(isLeaving: boolean): Promise<void> {
    const mine = changes;
    const { text, isNote, files, version } = now.get();
    const body = isEmpty(now.get())
      ? { text: "", is_internal: false, files: [], version }
      : { text, is_internal: isNote, files: files.map(({ id }) => id), version };
    const keepalive = isLeaving && text.length < MOST_KEPT_ALIVE;
    try {
      const saved = await api.put("/tickets/{id}/draft/", body, { path, keepalive });
      set({ version: saved.version, ...(mine === changes && { state: "saved" }) });
      if (mine === changes) forgetCopy(copyName);
    } catch (error) {
      const isElsewhere = error instanceof Refusal && error.status === 409;
      set({ state: isElsewhere ? "elsewhere" : "failed" });
      if (!isElsewhere) later(RETRY_MS);
    }
  }

  async function flush(isLeaving = false): Promise<void> {
    clearTimeout(timer);
    if (saving) await saving;
    const { state } = now.get();
    if (state !== "unsaved" && state !== "failed") return;
    saving = save(isLeaving).finally(() => {
      saving = null;
    });
    await saving;
    if (now.get().state === "unsaved") later(TYPING_MS);
  }

  function change(content: Partial<Content>): void {
    changes += 1;
    const { state, version: before } = now.get();
    // choosing between reply and note with nothing written yet is nothing to save
    const isNothing = before === 0 && isEmpty({ ...now.get(), ...content });
    set({ ...content, state: state === "elsewhere" || isNothing ? state : "unsaved" });
    const { text, isNote, version } = now.get();
    keepCopy(copyName, { text, isNote, version });
    if (state !== "elsewhere" && !isNothing) later(TYPING_MS);
  }

  return {
    ticket,
    now,
    change,
    put(content) {
      change(content);
      set({ revision: now.get().revision + 1 });
    },
    async load() {
      if (now.get().state !== "loading") return;
      const draft = await api.get("/tickets/{id}/draft/", { path });
      const copy = readCopy(copyName);
      if (now.get().state !== "loading") return;
      take(draft);
      if (!copy || copy.text === draft.text) return forgetCopy(copyName);
      // written here and never saved: in front of what was saved elsewhere since
      const text = draft.version === copy.version ? copy.text : [copy.text, draft.text].filter(Boolean).join("\n");
      set({ text, isNote: copy.isNote || draft.is_internal, state: "unsaved", revision: now.get().revision + 1 });
      later(0);
    },
    flush,
    take,
    clear() {
      clearTimeout(timer);
      changes += 1;
      forgetCopy(copyName);
      set({ text: "", isNote: false, files: [], version: 0, state: "saved", revision: now.get().revision + 1 });
    },
    async keepMine() {
      const { version } = await api.get("/tickets/{id}/draft/", { path });
      set({ version, state: "unsaved" });
      await flush();
    },
    async takeTheirs() {
      take(await api.get("/tickets/{id}/draft/", { path }));
      forgetCopy(copyName);
    },
  };
}

const open = new Map<string, Draft>();

/** The draft of a user for a ticket: the same one for as long as the page lives, so that leaving a ticket loses nothing. */
export function draftOf(ticket: string, user: string): Draft {
  const key = `${user} ${ticket}`;
  const draft = open.get(key) ?? openDraft(ticket, user);
  open.set(key, draft);
  return draft;
}
