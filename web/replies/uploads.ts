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
  /** The share that was sent, 0 to 1. */
  part: number;
  /** Why the upload failed. */
  problem: string | null;
  /** The position in the text where it will appear. */
  placeholder?: PicturePlaceholder | undefined;
}

export interface Uploads {
  readonly now: Store<readonly Upload[]>;
  readonly add: (files: readonly File[], placeholder?: PicturePlaceholder) => void;
  retry(key: string): void;
  /** Cancels an upload, or removes a failed one. */
  cancel(key: string): void;
  remove(file: DraftFile): void;
}

/** A draft with files: a reply, a new ticket. */
export interface FileHolder {
  now: { get(): { files: readonly DraftFile[] } };
  change(content: { files: readonly DraftFile[] }): void;
  flush(): Promise<void>;
}

// more uploads at once would only make each one slower
const AT_ONCE = 3;

class DraftUploads implements Uploads {
  readonly now = store<readonly Upload[]>([]);
  readonly #draft: FileHolder;
  readonly #running = new Map<string, AbortController>();

  constructor(draft: FileHolder) {
    this.#draft = draft;
    listenToSession(() => {
      if (!isSignedIn()) this.#stopAll();
    });
  }

  // passed to the editor without its object
  readonly add = (files: readonly File[], placeholder?: PicturePlaceholder): void => {
    const uploads = files.map(
      (file): Upload => ({ key: crypto.randomUUID(), file, part: 0, problem: null, placeholder: placeholder }),
    );
    this.now.set([...this.now.get(), ...uploads]);
    this.#sendNext();
  };

  retry(key: string): void {
    this.#change(key, { problem: null, part: 0 });
    this.#sendNext();
  }

  cancel(key: string): void {
    const running = this.#running.get(key);
    if (running) running.abort();
    else this.#giveUp(key);
  }

  remove(file: DraftFile): void {
    this.#draft.change({ files: this.#draft.now.get().files.filter(({ id }) => id !== file.id) });
    // a job of the server deletes a file that is left over
    api.remove("/draft-files/{id}/", { path: { id: file.id } }).catch(() => {});
  }

  #sendNext(): void {
    const waiting = this.now.get().filter(({ key, problem }) => problem === null && !this.#running.has(key));
    for (const each of waiting.slice(0, AT_ONCE - this.#running.size)) void this.#send(each);
  }

  async #send({ key, file, placeholder }: Upload): Promise<void> {
    const stop = new AbortController();
    this.#running.set(key, stop);
    const form = new FormData();
    form.set("file", file, file.name || "picture.png");
    try {
      const onProgress = (part: number) => this.#change(key, { part });
      const uploadedFile = await upload<DraftFile>("/draft-files/", form, { onProgress, signal: stop.signal });
      this.#drop(key);
      this.#draft.change({ files: [...this.#draft.now.get().files, uploadedFile] });
      placeholder?.arrived(uploadedFile);
      void this.#draft.flush();
    } catch (error) {
      if ((error as Error).name === "AbortError" && isSignedIn()) this.#giveUp(key);
      else this.#change(key, { problem: isSignedIn() ? errorText(error) : t("replies.uploadStopped") });
    } finally {
      this.#running.delete(key);
      this.#sendNext();
    }
  }

  /** Stops all uploads after signing out: the next user neither sends these files nor sees them. */
  #stopAll(): void {
    const uploads = this.now.get().map((each) => ({ ...each, problem: each.problem ?? t("replies.uploadStopped") }));
    if (uploads.length > 0) this.now.set(uploads);
    for (const stop of this.#running.values()) stop.abort();
  }

  #change(key: string, more: Partial<Upload>): void {
    this.now.set(this.now.get().map((each) => (each.key === key ? { ...each, ...more } : each)));
  }

  #drop(key: string): void {
    this.now.set(this.now.get().filter((each) => each.key !== key));
  }

  #giveUp(key: string): void {
    const upload = this.now.get().find((each) => each.key === key);
    upload?.placeholder?.gone();
    this.#drop(key);
  }
}

const open = new WeakMap<FileHolder, Uploads>();

/** The uploads into a draft. They continue while the user reads another ticket. */
export function uploadsOf(draft: FileHolder): Uploads {
  const uploads = open.get(draft) ?? new DraftUploads(draft);
  open.set(draft, uploads);
  return uploads;
}
