import { api, Refusal } from "../lib/api.ts";
import { type Store, store } from "../lib/store.ts";
import type { DraftFile } from "../replies/draft.ts";

/** What the form of a new ticket holds. */
export interface NewTicket {
  subject: string;
  description: string;
  company: string | null;
  companyName: string | null;
  contact: string | null;
  zone: string | null;
  category: string;
  priority: string;
  assigned_to: string | null;
  due_date: string | null;
  tags: string[];
}

export interface NewDraftNow {
  fields: NewTicket;
  files: readonly DraftFile[];
  version: number;
  /** Rises when the text was changed by something else than typing. */
  revision: number;
  state: "loading" | "saved" | "unsaved" | "failed";
}

const TYPING_MS = 800;
const RETRY_MS = 4_000;

export const EMPTY: NewTicket = {
  subject: "",
  description: "",
  company: null,
  companyName: null,
  contact: null,
  zone: null,
  category: "general",
  priority: "medium",
  assigned_to: null,
  due_date: null,
  tags: [],
};

export interface NewDraft {
  readonly now: Store<NewDraftNow>;
  load(): Promise<void>;
  change(content: { fields?: Partial<NewTicket>; files?: readonly DraftFile[] }): void;
  flush(isLeaving?: boolean): Promise<void>;
  /** Forgets it, here and on the server. */
  clear(): Promise<void>;
}

/** The new ticket that a person has begun to write: kept on the server, so that a reload or another device goes on with it. */
export function openNewDraft(): NewDraft {
  const now = store<NewDraftNow>({ fields: EMPTY, files: [], version: 0, revision: 0, state: "loading" });
  const set = (more: Partial<NewDraftNow>) => now.set({ ...now.get(), ...more });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let changes = 0;
  const later = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), ms);
  };

  async function flush(isLeaving = false): Promise<void> {
    clearTimeout(timer);
    const { state, fields, files, version } = now.get();
    if (state !== "unsaved" && state !== "failed") return;
    const mine = changes;
    const body = { fields: fields as unknown as Record<string, unknown>, files: files.map(({ id }) => id), version };
    try {
      const saved = await api.put("/drafts/new-ticket/", body, { keepalive: isLeaving });
      set({ version: saved.version, ...(mine === changes && { state: "saved" as const }) });
    } catch (error) {
      // another window saved meanwhile; what is typed here is the newer
      if (error instanceof Refusal && error.status === 409)
        set({ version: (await api.get("/drafts/new-ticket/")).version });
      set({ state: "failed" });
      later(RETRY_MS);
    }
    if (now.get().state === "unsaved") later(TYPING_MS);
  }

  return {
    now,
    async load() {
      const draft = await api.get("/drafts/new-ticket/");
      if (now.get().state !== "loading") return;
      const fields = { ...EMPTY, ...(draft.fields as Partial<NewTicket>) };
      set({ fields, files: draft.files, version: draft.version, revision: 1, state: "saved" });
    },
    change({ fields, files }) {
      changes += 1;
      const before = now.get();
      set({ ...(fields && { fields: { ...before.fields, ...fields } }), ...(files && { files }), state: "unsaved" });
      later(TYPING_MS);
    },
    flush,
    async clear() {
      clearTimeout(timer);
      changes += 1;
      set({ fields: EMPTY, files: [], version: 0, revision: now.get().revision + 1, state: "saved" });
      await api.remove("/drafts/new-ticket/").catch(() => {});
    },
  };
}
