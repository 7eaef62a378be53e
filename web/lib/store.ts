import { useSyncExternalStore } from "react";

export interface Store<T> {
  get(): T;
  set(next: T): void;
  listen(listener: () => void): () => void;
}

/** A value outside of React that components can follow. */
export function store<T>(first: T): Store<T> {
  let value = first;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener();
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export const useStore = <T>(from: Store<T>): T => useSyncExternalStore(from.listen, from.get);

/**
 * Subscribes to a part of the store; the component renders only when that part changes. An object must be the same one as long
 * as nothing in it changes.
 */
export const useStorePart = <T, P>(from: Store<T>, part: (value: T) => P): P =>
  useSyncExternalStore(from.listen, () => part(from.get()));
