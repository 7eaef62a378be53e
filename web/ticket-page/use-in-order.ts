import { notifyManager, type QueryKey } from "@tanstack/react-query";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { queryClient } from "../lib/query-client.ts";

// what takes longer does not hide the rest any more
const MAX_WAIT_MS = 8_000;

const hasEnded = (key: QueryKey): boolean => (queryClient.getQueryState(key)?.status ?? "pending") !== "pending";
const subscribe = (listener: () => void) => queryClient.getQueryCache().subscribe(notifyManager.batchCalls(listener));

/**
 * How many of the parts below each other can be shown without moving another one. `waits` has, for each part, the queries
 * that decide how tall the parts above it are. A part that was shown once stays.
 */
export function useInOrder(waits: readonly (readonly QueryKey[])[], hasCode: boolean): number {
  const most = useRef(0);
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), MAX_WAIT_MS);
    return () => clearTimeout(timer);
  }, []);
  const count = useSyncExternalStore(subscribe, () => {
    const waiting = hasCode ? waits.findIndex((keys) => !keys.every(hasEnded)) : 0;
    return waiting === -1 ? waits.length : waiting;
  });
  most.current = isOver ? waits.length : Math.max(most.current, count);
  return most.current;
}
