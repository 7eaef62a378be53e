import "../lib/later-texts.ts";
import type { PicturePlaceholder } from "../editor/inline-pictures.ts";
import { api } from "../lib/api.ts";
import { isSignedIn, listenToSession } from "../lib/session.ts";
import { type Store, store } from "../lib/store.ts";
import { t } from "../lib/texts.ts";
import { upload } from "../lib/upload.ts";
import { errorText } from "../ui/notices.ts";
import type { DraftFile } from "./written.ts";

/** A file on its way to the server. */
export interface Upload {
  key: string;
  file: File;
  /** How much has left, 0 to 1. */
  part: number;
  /** Why it did not arrive. */
  problem: string | null;
  /** The position in the text where it will appear. */
  placeholder?: PicturePlaceholder | undefined;
}

export interface Uploads {
  readonly now: Store<readonly Upload[]>;
  add(files: readonly File[], placeholder?: PicturePlaceholder): void;
  retry(key: string): void;
  /** Cancels an upload, or removes a failed one. */
  cancel(key: string): void;
  remove(file: DraftFile): void;
}

/** A draft that takes files along: an answer, a new ticket. */
export interface FileHolder {
  now: { get(): { files: readonly DraftFile[] } };
  change(content: { files: readonly DraftFile[] }): void;
  flush(): Promise<void>;
}

// more at once only makes each slower
const AT_ONCE = 3;

function openUploads(draft: FileHolder): Uploads {
  const now = store<readonly Upload[]>([]);
  const running = new Map<string, AbortController>();
  const change = (key: string, more: Partial<Upload>) =>
    now.set(now.get().map((each) => (each.key === key ? { ...each, ...more } : each)));
  const drop = (key: string) => now.set(now.get().filter((each) => each.key !== key));
  const giveUp = (key: string) => {
    now
      .get()
      .find((each) => each.key === key)
      ?.placeholder?.gone();
    drop(key);
  };

  async function send({ key, file, placeholder }: Upload): Promise<void> {
    const stop = new AbortController();
    running.set(key, stop);
    const form = new FormData();
    form.set("file", file, file.name || "picture.png");
    try {
      const onProgress = (part: number) => change(key, { part });
      const uploaded = await upload<DraftFile>("/draft-files/", form, { onProgress, signal: stop.signal });
      drop(key);
      draft.change({ files: [...draft.now.get().files, uploaded] });
      placeholder?.arrived(uploaded);
      void draft.flush();
    } catch (error) {
      if ((error as Error).name === "AbortError" && isSignedIn()) giveUp(key);
      else if (!isSignedIn()) change(key, { problem: t("replies.uploadStopped") });
      else change(key, { problem: errorText(error) });
    } finally {
      running.delete(key);
      next();
    }
  }

  // the next person to sign in neither sends these files nor sees them
  listenToSession(() => {
    if (isSignedIn()) return;
    const stopped = now.get().map((each) => ({ ...each, problem: each.problem ?? t("replies.uploadStopped") }));
    if (stopped.length > 0) now.set(stopped);
    for (const stop of running.values()) stop.abort();
  });

  function next(): void {
    const waiting = now.get().filter(({ key, problem }) => problem === null && !running.has(key));
    for (const each of waiting.slice(0, AT_ONCE - running.size)) void send(each);
  }

  return {
    now,
    add(files, placeholder) {
      const fresh = files.map(
        (file): Upload => ({ key: crypto.randomUUID(), file, part: 0, problem: null, placeholder: placeholder }),
      );
      now.set([...now.get(), ...fresh]);
      next();
    },
    retry(key) {
      change(key, { problem: null, part: 0 });
      next();
    },
    cancel(key) {
      if (running.has(key)) running.get(key)!.abort();
      else giveUp(key);
    },
    remove(file) {
      draft.change({ files: draft.now.get().files.filter(({ id }) => id !== file.id) });
      // the server deletes a leftover file later
      api.remove("/draft-files/{id}/", { path: { id: file.id } }).catch(() => {});
    },
  };
}

const open = new WeakMap<FileHolder, Uploads>();

/** The files on their way into a draft; they go on while another ticket is read. */
export function uploadsOf(draft: FileHolder): Uploads {
  const uploads = open.get(draft) ?? openUploads(draft);
  open.set(draft, uploads);
  return uploads;
}
