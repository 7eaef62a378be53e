// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { enterBy, signOut } from "../lib/session.ts";
import { uploadsOf } from "./uploads.ts";
import type { DraftFile } from "./written.ts";

// the network: requests that never end by themselves
class Request {
  static sent: Request[] = [];
  token = "";
  wasAborted = false;
  upload = {};
  onabort?: () => void;
  open() {}
  setRequestHeader(name: string, value: string) {
    if (name === "authorization") this.token = value;
  }
  send() {
    Request.sent.push(this);
  }
  abort() {
    this.wasAborted = true;
    this.onabort?.();
  }
}

const tokenOf = (user: string) => `x.${btoa(JSON.stringify({ user_id: user, exp: Date.now() / 1000 + 3600 }))}.x`;

beforeEach(() => {
  Request.sent = [];
  // test files in other threads of this process would be notified of the sign-out
  vi.spyOn(BroadcastChannel.prototype, "postMessage").mockImplementation(() => {});
  vi.stubGlobal("XMLHttpRequest", Request);
  vi.stubGlobal("fetch", async (_: string, { method, body }: RequestInit) => {
    if (method === "DELETE") return new Response(null, { status: 204 });
    const { username } = JSON.parse(String(body));
    return Response.json({ access: tokenOf(username), user: { id: username } });
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("uploads stop when the user signs out, and the next user does not continue them", async () => {
  await enterBy("/session/", { username: "tom", password: "x" });
  const draft = { now: { get: () => ({ files: [] as DraftFile[] }) }, change: vi.fn(), flush: async () => {} };
  const uploads = uploadsOf(draft);
  uploads.add(["a", "b", "c", "d"].map((name) => new File(["x"], `${name}.txt`)));
  await vi.waitFor(() => expect(Request.sent).toHaveLength(3));
  await signOut();
  expect(Request.sent.map((each) => each.wasAborted)).toEqual([true, true, true]);
  await enterBy("/session/", { username: "fay", password: "x" });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(Request.sent.filter(({ token }) => token.includes(tokenOf("fay")))).toEqual([]);
  expect(Request.sent).toHaveLength(3);
  expect(uploads.now.get().map(({ problem }) => problem !== null)).toEqual([true, true, true, true]);
  expect(draft.change).not.toHaveBeenCalled();
});
