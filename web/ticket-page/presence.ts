import { queryOptions, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { afterPaint } from "../lib/after-paint.ts";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { queryClient } from "../lib/query-client.ts";
import { useStore } from "../lib/store.ts";
import { typingIn } from "../replies/typing.ts";

type Watcher = AnswerOf<"GET", "/tickets/{id}/presence/">[number];

const BEAT_MS = 10_000;

const presenceQuery = (id: string) =>
  queryOptions({
    queryKey: ["presence", id],
    queryFn: ({ signal }) => api.get("/tickets/{id}/presence/", { path: { id }, signal }),
    // the answer to the first report is who is there; an event reads it again
    initialData: [],
  });

/** Reports that the person has a ticket open while it is visible; returns who else has. */
export function usePresence(id: string): readonly Watcher[] {
  const isTyping = useStore(typingIn) === id;
  const { data = [] } = useQuery(presenceQuery(id));
  useEffect(() => {
    const state = isTyping ? "typing" : "viewing";
    const beat = async () => {
      if (document.visibilityState !== "visible") return;
      // the next report makes up for a lost one
      const people = await api.put("/tickets/{id}/presence/", { state }, { path: { id } }).catch(() => null);
      if (people) queryClient.setQueryData(["presence", id], people);
    };
    const stop = afterPaint(() => void beat());
    const timer = setInterval(beat, BEAT_MS);
    document.addEventListener("visibilitychange", beat);
    return () => {
      stop();
      clearInterval(timer);
      document.removeEventListener("visibilitychange", beat);
    };
  }, [id, isTyping]);
  useEffect(() => {
    const leave = () => void api.remove("/tickets/{id}/presence/", { path: { id }, keepalive: true }).catch(() => {});
    const hide = () => document.visibilityState === "hidden" && leave();
    window.addEventListener("pagehide", leave);
    document.addEventListener("visibilitychange", hide);
    return () => {
      window.removeEventListener("pagehide", leave);
      document.removeEventListener("visibilitychange", hide);
      leave();
    };
  }, [id]);
  return data;
}
