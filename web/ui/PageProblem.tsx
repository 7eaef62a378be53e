import type { ErrorComponentProps } from "@tanstack/react-router";
import { ErrorState } from "./States.tsx";

/** Shown instead of a page that failed; the rest of the app stays usable. */
export function PageProblem({ error, reset }: ErrorComponentProps) {
  return <ErrorState error={error} onRetry={reset} />;
}
