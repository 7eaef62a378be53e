import { hashKey, type QueryKey } from "@tanstack/react-query";
import { queryClient } from "./query-client.ts";

interface Pending {
  /** The last value from the server. */
  confirmed: object | undefined;
  shown: object | undefined;
  changes: ((data: never) => object)[];
  sending: Promise<unknown>;
}
const pending = new Map<string, Pending>();

/**
 * Shows a change at once and sends it after the ones before. If it is refused or gets no response, the last confirmed value
 * returns, with the changes that are still being sent. `send` may return the new value.
 */
export async function showAtOnce<T extends object>(
  queryKey: QueryKey,
  change: (data: T) => T,
  send: () => Promise<T | undefined>,
): Promise<void> {
  const key = hashKey(queryKey);
  const read = queryClient.getQueryData<T>(queryKey);
  // the first response is still needed
  if (read !== undefined) void queryClient.cancelQueries({ queryKey });
  const state = pending.get(key) ?? { confirmed: read, shown: read, changes: [], sending: Promise.resolve() };
  pending.set(key, state);
  const show = () => {
    if (state.confirmed === undefined) return;
    const value = state.changes.reduce<object>((data, each) => each(data as never), state.confirmed);
    state.shown = queryClient.setQueryData<object>(queryKey, value);
  };
  // the value may have been read again in the meantime
  const catchUp = () => {
    const now = queryClient.getQueryData<object>(queryKey);
    if (now !== state.shown) state.confirmed = now;
  };
  catchUp();
  state.changes.push(change);
  show();
  const response = state.sending.then(send);
  state.sending = response.catch(() => {});
  try {
    const value = await response;
    catchUp();
    if (value !== undefined) state.confirmed = value;
    else if (state.confirmed !== undefined) state.confirmed = change(state.confirmed as T);
  } catch (error) {
    catchUp();
    throw error;
  } finally {
    state.changes.splice(state.changes.indexOf(change), 1);
    show();
    if (state.changes.length === 0) pending.delete(key);
  }
}
