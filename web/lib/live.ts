import { EventSourceParserStream } from "eventsource-parser/stream";
import { accessToken, isSignedIn, listenToSession, renewAccess } from "./session.ts";
import { store, useStore } from "./store.ts";

export interface LiveEvent {
  id: number;
  at: string;
  kind: string;
  actor: string | null;
  ticket: string | null;
  about: string | null;
  changes: Record<string, [unknown, unknown]> | null;
}

export type LiveState = "connecting" | "live" | "lost";

type Listener = (kind: string, data: LiveEvent & Record<string, unknown>) => void;

const connection = store<LiveState>("connecting");
const listeners = new Set<Listener>();
// the server sends a heartbeat every four seconds
const SILENCE_MS = 15_000;
let lastId: string | null = null;
let current: AbortController | null = null;
let hasTried = false;
const NOTHING = { id: 0, at: "", kind: "reset", actor: null, ticket: null, about: null, changes: null };

/** Reports every event, by anyone. `reset` means that events may have been missed: reload everything. */
export function listenLive(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Passes an event on to all listeners. */
export const notifyListeners: Listener = (kind, data) => {
  for (const listener of listeners) listener(kind, data);
};

export const useConnection = (): LiveState => useStore(connection);

/** Reads events until the connection ends. */
async function readStream(signal: AbortSignal, alive: () => void): Promise<void> {
  const token = await accessToken();
  if (!token) return;
  const response = await fetch("/api/v1/events/", {
    headers: {
      accept: "text/event-stream",
      authorization: `Bearer ${token}`,
      ...(lastId !== null && { "last-event-id": lastId }),
    },
    signal,
  });
  if (response.status === 401) await renewAccess();
  if (!response.ok || !response.body) throw new Error(`${response.status}`);
  connection.set("live");
  // without a last event, nobody knows what happened since the last attempt, even if it was the first
  if (hasTried && lastId === null) notifyListeners("reset", NOTHING);
  const bytes = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        alive();
        controller.enqueue(chunk);
      },
    }),
  );
  const reader = bytes
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    if (value!.id) lastId = value!.id;
    notifyListeners(value!.event ?? "message", JSON.parse(value!.data));
  }
}

async function keepFollowing(stop: AbortSignal): Promise<void> {
  for (let failures = 0; !stop.aborted && isSignedIn(); ) {
    const attempt = new AbortController();
    const end = () => attempt.abort();
    stop.addEventListener("abort", end);
    // offline: does not wait until the heartbeat is missing
    window.addEventListener("offline", end);
    let silence = setTimeout(end, SILENCE_MS);
    const alive = () => {
      failures = 0;
      clearTimeout(silence);
      silence = setTimeout(end, SILENCE_MS);
    };
    await readStream(attempt.signal, alive).catch(() => {});
    hasTried = true;
    clearTimeout(silence);
    stop.removeEventListener("abort", end);
    window.removeEventListener("offline", end);
    if (stop.aborted || !isSignedIn()) return;
    failures += 1;
    // the first loss is usually a restart or a new token, so it is not shown yet
    if (failures > 1) connection.set("lost");
    await pause(Math.min(15_000, 300 * 2 ** failures) * (0.7 + Math.random() * 0.6), stop);
  }
}

const pause = (ms: number, stop: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      stop.removeEventListener("abort", done);
      resolve();
    }
    window.addEventListener("online", done);
    stop.addEventListener("abort", done);
  });

/** Follows events while someone is signed in. */
export function startLive(): void {
  const decide = () => {
    if (isSignedIn() && !current) {
      current = new AbortController();
      void keepFollowing(current.signal);
    } else if (!isSignedIn() && current) {
      current.abort();
      current = null;
      lastId = null;
      hasTried = false;
    }
  };
  listenToSession(decide);
  window.addEventListener("offline", () => connection.set("lost"));
  decide();
}
