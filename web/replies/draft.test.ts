import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Draft, type SaveResult } from "./draft.ts";
import { mergeReplies } from "./merge-drafts.ts";
import { EMPTY, isEmpty, isSame, type ReplyContent } from "./written.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const html = (text: string, isNote = false): ReplyContent => ({ ...EMPTY, text, isNote });

/** The server's storage of one draft; `fails` says how the next requests fail. */
function openStorage() {
  const there = { ...EMPTY, version: 0 };
  const fails: ("unreachable" | "answer lost" | "refused" | null)[] = [];
  const saves: string[] = [];
  let latest = 0;
  const put = (content: ReplyContent) => {
    latest += 1;
    Object.assign(there, content, { version: isEmpty(content) ? 0 : latest });
  };
  const write = async (content: ReplyContent, version: number): Promise<SaveResult> => {
    saves.push(content.text);
    const failure = fails.shift();
    if (failure === "unreachable") throw new Error("unreachable");
    if (failure === "refused") return "refused";
    if (!isSame(there, content) && version !== there.version) return "conflict";
    if (!isSame(there, content)) put({ ...EMPTY, ...content });
    if (failure === "answer lost") throw new Error("unreachable");
    return there.version;
  };
  let answers = Promise.resolve();
  const read = async () => {
    if (fails.shift()) throw new Error("unreachable");
    const merged = { ...there };
    await answers;
    return merged;
  };
  /** Holds back the responses to reads until the returned function is called. */
  const delay = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    answers = promise;
    return resolve;
  };
  let stored: { content: ReplyContent; version: number } | null = null;
  const copy = {
    read: () => stored,
    keep: ({ text, isNote, recipients }: ReplyContent, version: number) => {
      stored = { content: { ...html(text, isNote), recipients }, version };
    },
    forget: () => {
      stored = null;
    },
  };
  /** A window with this draft. A second window has no local copy of its own. */
  const open = (
    mergeContents = mergeReplies as (mine: ReplyContent, theirs: ReplyContent, isBase: boolean) => ReplyContent | null,
  ) => new Draft<ReplyContent>({ empty: EMPTY, isEmpty, isSame, read, write, mergeContents, copy });
  return { there, put, fails, saves, copy, open, delay };
}

async function opened(storage = openStorage()) {
  const draft = storage.open();
  await draft.refresh();
  return { storage, draft };
}

describe("before the draft on the server is loaded", () => {
  test("nothing is saved, however often loading fails", async () => {
    const storage = openStorage();
    storage.put(html("on the server"));
    storage.fails.push("unreachable", "unreachable");
    const draft = storage.open();
    await expect(draft.refresh()).rejects.toThrow();
    draft.change({});
    await draft.flush();
    await expect(draft.refresh()).rejects.toThrow();
    await vi.runAllTimersAsync();
    expect(storage.saves).toEqual([]);
    expect(storage.there.text).toBe("on the server");
    await draft.refresh();
    expect(draft.now.get()).toMatchObject({ text: "on the server", state: "saved" });
  });

  test("a chosen note stays a note, with the text typed afterwards", async () => {
    const storage = openStorage();
    const draft = storage.open();
    draft.change({ isNote: true });
    await draft.refresh();
    expect(draft.now.get()).toMatchObject({ isNote: true, state: "saved" });
    draft.change({ text: "between us" });
    await draft.flush();
    expect(storage.there).toMatchObject({ text: "between us", isNote: true });
  });

  test.each([
    ["a note merged with a reply", html("mine", true), html("theirs"), html("theirs\nmine", true)],
    ["a reply merged with a note", html("mine"), html("theirs", true), html("theirs\nmine", true)],
    ["a chosen note merged with a reply", html("", true), html("theirs"), html("theirs", true)],
    ["a chosen reply merged with a note", html(""), html("theirs", true), html("theirs", true)],
    ["a reply merged with a reply", html("mine"), html("theirs"), html("theirs\nmine")],
    ["a reply merged with nothing", html("mine"), EMPTY, html("mine")],
  ])("%s is never public unless both are", async (_, mine, theirs, both) => {
    const storage = openStorage();
    storage.put(theirs);
    const draft = storage.open();
    draft.change({ isNote: mine.isNote });
    draft.change({ text: mine.text });
    await draft.refresh();
    await vi.runAllTimersAsync();
    expect(draft.now.get()).toMatchObject({ ...both, state: "saved" });
    expect(storage.there).toMatchObject(both);
  });

  test("the user chooses between drafts that cannot be merged", async () => {
    const storage = openStorage();
    storage.put(html("theirs"));
    const draft = storage.open(() => null);
    draft.change({ text: "mine" });
    await draft.refresh();
    await vi.runAllTimersAsync();
    expect(draft.now.get()).toMatchObject({ text: "mine", state: "conflict" });
    expect(storage.there.text).toBe("theirs");
  });
});

describe("a draft that was not saved when the page closed", () => {
  test("is restored, and continues if the server has nothing newer", async () => {
    const storage = openStorage();
    const { draft } = await opened(storage);
    draft.change({ text: "a" });
    await draft.flush();
    storage.fails.push("unreachable");
    draft.change({ text: "ab", isNote: true });
    await draft.flush();
    const { draft: next } = await opened(storage);
    expect(next.now.get()).toMatchObject({ text: "ab", isNote: true });
    await next.flush();
    expect(storage.there).toMatchObject({ text: "ab", isNote: true });
    expect(storage.copy.read()).toBeNull();
  });

  test("has the recipients that its author chose, or those of the server", async () => {
    const storage = openStorage();
    const [ploy, may] = ["ploy@harbour.test", "may@harbour.test"].map((each) => ({ to: [each], cc: [], bcc: [] }));
    const { draft } = await opened(storage);
    draft.change({ text: "a" });
    draft.change({ recipients: ploy! });
    await draft.flush();
    expect(storage.there.recipients).toEqual(ploy);
    storage.fails.push("unreachable");
    draft.change({ recipients: may! });
    await draft.flush();
    const { draft: next } = await opened(storage);
    expect(next.now.get()).toMatchObject({ text: "a", recipients: may });
    await next.flush();
    expect(storage.there.recipients).toEqual(may);
    const early = storage.open();
    early.change({ text: "b" });
    await early.refresh();
    expect(early.now.get().recipients).toEqual(may);
  });

  test("comes after text that was saved elsewhere in the meantime", async () => {
    const storage = openStorage();
    storage.copy.keep(html("here"), 7);
    storage.put(html("there"));
    const { draft } = await opened(storage);
    expect(draft.now.get().text).toBe("there\nhere");
  });

  test("is a note even if only that was unsaved", async () => {
    const storage = openStorage();
    storage.put(html("same"));
    storage.copy.keep(html("same", true), 1);
    const { draft } = await opened(storage);
    await draft.flush();
    expect(storage.there).toMatchObject({ text: "same", isNote: true });
  });
});

describe("returning to a draft", () => {
  test("shows what was written elsewhere, and nothing if it was sent there", async () => {
    const { storage, draft } = await opened();
    draft.change({ text: "at the desk" });
    await draft.flush();
    storage.put(html("at the desk, and on the phone"));
    await draft.refresh();
    expect(draft.now.get()).toMatchObject({ text: "at the desk, and on the phone", revision: 2 });
    storage.put(EMPTY);
    await draft.refresh();
    expect(draft.now.get()).toMatchObject({ text: "", version: 0 });
  });

  test("saves unsaved text first, and offers a choice if both sides changed", async () => {
    const { storage, draft } = await opened();
    draft.change({ text: "here" });
    storage.put(html("there"));
    await draft.refresh();
    expect(draft.now.get()).toMatchObject({ text: "here", state: "conflict" });
    draft.change({ text: "here, on" });
    await vi.runAllTimersAsync();
    expect(storage.there.text).toBe("there");
    await draft.keepMine();
    expect(storage.there.text).toBe("here, on");
    expect(draft.now.get().state).toBe("saved");
  });

  test("does not restore text that was sent while it was loaded", async () => {
    const { storage, draft } = await opened();
    draft.change({ text: "sent" });
    await draft.flush();
    storage.put(html("sent, as the phone has it"));
    const answer = storage.delay();
    const reading = draft.refresh();
    await vi.advanceTimersByTimeAsync(0);
    draft.clear();
    answer();
    await reading;
    expect(draft.now.get().text).toBe("");
  });

  test("keeps a note that was chosen before", async () => {
    const { storage, draft } = await opened();
    draft.change({ isNote: true });
    storage.put(html("theirs"));
    await draft.refresh();
    expect(draft.now.get()).toMatchObject({ text: "theirs", isNote: true });
  });
});

describe("saving a draft", () => {
  test("is retried after a failure, and after a refusal only once something changes", async () => {
    const { storage, draft } = await opened();
    storage.fails.push("unreachable", "refused");
    draft.change({ text: "a" });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(storage.saves).toEqual(["a", "a"]);
    expect(draft.now.get().state).toBe("refused");
    expect(storage.copy.read()?.content.text).toBe("a");
    draft.change({ text: "ab" });
    await vi.runAllTimersAsync();
    expect(draft.now.get().state).toBe("saved");
  });

  test("does not conflict with itself after a lost response", async () => {
    const { storage, draft } = await opened();
    storage.fails.push("answer lost");
    draft.change({ text: "a" });
    await draft.flush();
    draft.change({ text: "ab" });
    await vi.runAllTimersAsync();
    expect(draft.now.get()).toMatchObject({ text: "ab", state: "saved" });
    expect(storage.there.text).toBe("ab");
  });

  test("waits while the reply is sent, and continues with what was typed in the meantime", async () => {
    const { storage, draft } = await opened();
    draft.change({ text: "sent" });
    await draft.pauseSaving(async () => {
      draft.change({ text: "sent, more" });
      await vi.advanceTimersByTimeAsync(10_000);
      await draft.flush();
      expect(storage.saves).toEqual(["sent"]);
      storage.put(EMPTY);
      draft.clear(html("more"));
    });
    await vi.runAllTimersAsync();
    expect(storage.there.text).toBe("more");
    expect(draft.now.get()).toMatchObject({ text: "more", state: "saved" });
  });
});
