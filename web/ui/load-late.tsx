import type { ComponentType, ReactNode } from "react";
import { loadable, useLoaded } from "./loadable.ts";

/** A component that is loaded when it is first rendered; until then, it renders `meanwhile`. */
export function loadLate<P extends object>(
  load: () => Promise<ComponentType<P>>,
  meanwhile: ReactNode = null,
): ComponentType<P> {
  const code = loadable(load);
  // biome-ignore lint/correctness/noComponentHookFactories: called once for each part, where modules are put together
  return function LatePart(props: P) {
    const Part = useLoaded(code);
    return Part ? <Part {...props} /> : meanwhile;
  };
}
