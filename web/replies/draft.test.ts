import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Draft, type Saved } from "./draft.ts";
import { EMPTY, isEmpty, isSame, merge, type ReplyContent } from "./written.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const html = (text: string, isNote = false): ReplyContent => ({ text, isNote, files: [] });

/** A place where one draft is kept, as the server keeps it; `fails` says how the next requests go wrong. */
function openPlace() {
  const there = { ...EMPTY, version: 0 };
  const fails: ("unreachable" | "answer lost" | "refused" | null)[] = [];
  const saves: string[] = [];
  let latest = 0;
  const put = (content: ReplyContent) => {
    latest += 1;
    Object.assign(there, content, { version: isEmpty(content) ? 0 : latest });
  };
  const write = async (content: ReplyContent, version: number): Promise<Saved> => {
    saves.push(content.text);
    const failure = fails.shift();
    if (failure === "unreachable") throw new Error("unreachable");
    if (failure === "refused") return "refused";
    if (!isSame(there, content) && version !== there.version) return "conflict";
    if (!isSame(there, content)) put({ text: content.text, isNote: content.isNote, files: content.files });
    if (failure === "answer lost") throw new Error("unreachable");
    return there.version;
  };
  let answers = Promise.resolve();
  const read = async () => {
    if (fails.shift()) throw new Error("unreachable");
    const found = { ...there };
    await answers;
    return found;
  };
  /** What is read from now on is not answered before the function that it gives back is called. */
  const delay = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    answers = promise;
    return resolve;
  };
  let kept: { content: ReplyContent; version: number } | null = null;
  const copy = {
    read: () => kept,
    keep: ({ text, isNote }: ReplyContent, version: number) => {
      kept = { content: html(text, isNote), version };
    },
    forget: () => {
      kept = null;
    },
  };
  /** A window in front of it; one more has no copies of its own. */
  const open = (merges = merge as (mine: ReplyContent, theirs: ReplyContent, isBase: boolean) => ReplyContent | null) =>
    new Draft<ReplyContent>({ empty: EMPTY, isEmpty, isSame, read, write, merge: merges, copy });
  return { there, put, fails, saves, copy, open, delay };
}

async function opened(place = openPlace()) {
  const draft = place.open();
  await draft.refresh();
  return { place, draft };
}

describe("before it is known what lies on the server", () => {
  test("nothing is saved, however often reading fails", async () => {
    const place = openPlace();
    place.put(html("on the server"));
    place.fails.push("unreachable", "unreachable");
    const draft = place.open();
    await expect(draft.refresh()).rejects.toThrow();
    draft.change({});
    await draft.flush();
    await expect(draft.refresh()).rejects.toThrow();
    await vi.runAllTimersAsync();
    expect(place.saves).toEqual([]);
    expect(place.there.text).toBe("on the server");
    await draft.refresh();
    expect(draft.now.get()).toMatchObject({ text: "on the server", state: "saved" });
  });

  test("a note that was chosen stays one, and what is typed then is one, too", async () => {
    const place = openPlace();
    const draft = place.open();
    draft.change({ isNote: true });
    await draft.refresh();
    expect(draft.now.get()).toMatchObject({ isNote: true, state: "saved" });
    draft.change({ text: "between us" });
    await draft.flush();
    expect(place.there).toMatchObject({ text: "between us", isNote: true });
  });

  test.each([
    ["a note merged with a reply", html("mine", true), html("theirs"), html("theirs\nmine", true)],
    ["a reply merged with a note", html("mine"), html("theirs", true), html("theirs\nmine", true)],
    ["a chosen note merged with a reply", html("", true), html("theirs"), html("theirs", true)],
    ["a chosen reply merged with a note", html(""), html("theirs", true), html("theirs", true)],
    ["a reply merged with a reply", html("mine"), html("theirs"), html("theirs\nmine")],
    ["a reply merged with nothing", html("mine"), EMPTY, html("mine")],
  ])("%s is never public unless both are", async (_, mine, theirs, both) => {
    const place = openPlace();
    place.put(theirs);
    const draft = place.open();
    draft.change({ isNote: mine.isNote });
    draft.change({ text: mine.text });
    await draft.refresh();
    await vi.runAllTimersAsync();
    expect(draft.now.get()).toMatchObject({ ...both, state: "saved" });
    expect(place.there).toMatchObject(both);
  });

  test("what cannot be merged is chosen between", async () => {
    const place = openPlace();
    place.put(html("theirs"));
    const draft = place.open(() => null);
    draft.change({ text: "mine" });
    await draft.refresh();
    await vi.runAllTimersAsync();
    expect(draft.now.get()).toMatchObject({ text: "mine", state: "conflict" });
    expect(place.there.text).toBe("theirs");
  });
});

describe("what was not saved as the page died", () => {
  test("is there again, and goes on where the server knows no newer", async () => {
    const place = openPlace();
    const { draft } = await opened(place);
    draft.change({ text: "a" });
    await draft.flush();
    place.fails.push("unreachable");
    draft.change({ text: "ab", isNote: true });
    await draft.flush();
    const { draft: next } = await opened(place);
    expect(next.now.get()).toMatchObject({ text: "ab", isNote: true });
    await next.flush();
    expect(place.there).toMatchObject({ text: "ab", isNote: true });
    expect(place.copy.read()).toBeNull();
  });

  test("stands behind what was saved elsewhere since", async () => {
    const place = openPlace();
    place.copy.keep(html("here"), 7);
    place.put(html("there"));
    const { draft } = await opened(place);
    expect(draft.now.get().text).toBe("there\nhere");
  });

  test("is a note also where only that was not saved", async () => {
    const place = openPlace();
    place.put(html("same"));
    place.copy.keep(html("same", true), 1);
    const { draft } = await opened(place);
    await draft.flush();
    expect(place.there).toMatchObject({ text: "same", isNote: true });
  });
});

describe("coming back to it", () => {
  test("shows what was written elsewhere meanwhile, and nothing where it was sent from there", async () => {
    const { place, draft } = await opened();
    draft.change({ text: "at the desk" });
    await draft.flush();
    place.put(html("at the desk, and on the phone"));
    await draft.refresh();
    expect(draft.now.get()).toMatchObject({ text: "at the desk, and on the phone", revision: 2 });
    place.put(EMPTY);
    await draft.refresh();
    expect(draft.now.get()).toMatchObject({ text: "", version: 0 });
  });

  test("saves first what is not saved, and lets choose where both were written on", async () => {
    const { place, draft } = await opened();
    draft.change({ text: "here" });
    place.put(html("there"));
    await draft.refresh();
    expect(draft.now.get()).toMatchObject({ text: "here", state: "conflict" });
    draft.change({ text: "here, on" });
    await vi.runAllTimersAsync();
    expect(place.there.text).toBe("there");
    await draft.keepMine();
    expect(place.there.text).toBe("here, on");
    expect(draft.now.get().state).toBe("saved");
  });

  test("does not bring back what was sent while it was read", async () => {
    const { place, draft } = await opened();
    draft.change({ text: "sent" });
    await draft.flush();
    place.put(html("sent, as the phone has it"));
    const answer = place.delay();
    const reading = draft.refresh();
    await vi.advanceTimersByTimeAsync(0);
    draft.clear();
    answer();
    await reading;
    expect(draft.now.get().text).toBe("");
  });

  test("keeps a note that was chosen before", async () => {
    const { place, draft } = await opened();
    draft.change({ isNote: true });
    place.put(html("theirs"));
    await draft.refresh();
    expect(draft.now.get()).toMatchObject({ text: "theirs", isNote: true });
  });
});

describe("saving", () => {
  test("is tried again after a failure, and not after a refusal before something changes", async () => {
    const { place, draft } = await opened();
    place.fails.push("unreachable", "refused");
    draft.change({ text: "a" });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(place.saves).toEqual(["a", "a"]);
    expect(draft.now.get().state).toBe("refused");
    expect(place.copy.read()?.content.text).toBe("a");
    draft.change({ text: "ab" });
    await vi.runAllTimersAsync();
    expect(draft.now.get().state).toBe("saved");
  });

  test("is in no conflict with itself after a lost answer", async () => {
    const { place, draft } = await opened();
    place.fails.push("answer lost");
    draft.change({ text: "a" });
    await draft.flush();
    draft.change({ text: "ab" });
    await vi.runAllTimersAsync();
    expect(draft.now.get()).toMatchObject({ text: "ab", state: "saved" });
    expect(place.there.text).toBe("ab");
  });

  test("waits while it is sent, and goes on with what was typed meanwhile", async () => {
    const { place, draft } = await opened();
    draft.change({ text: "sent" });
    await draft.pauseSaving(async () => {
      draft.change({ text: "sent, more" });
      await vi.advanceTimersByTimeAsync(10_000);
      await draft.flush();
      expect(place.saves).toEqual(["sent"]);
      place.put(EMPTY);
      draft.clear(html("more"));
    });
    await vi.runAllTimersAsync();
    expect(place.there.text).toBe("more");
    expect(draft.now.get()).toMatchObject({ text: "more", state: "saved" });
  });
});
