import type { ComponentType } from "react";
import { useLoaded } from "./use-loaded.ts";

/** A component that is fetched when it is first drawn, and nothing until then; see `useLoaded` for why it is not `lazy`. */
export function fetched<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  // biome-ignore lint/correctness/noComponentHookFactories: called once for each part, where modules are put together
  return function Fetched(props: P) {
    const Part = useLoaded(load);
    return Part && <Part {...props} />;
  };
}
