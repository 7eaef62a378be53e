/** The dashboard's part of the address. */
export interface DashboardSearch {
  /** A named range; `from` and `to` if it is "custom". */
  range?: string;
  from?: string;
  to?: string;
  team?: string;
  /** "no": without the figures of the range before. */
  compare?: string;
}

const PARAMETERS = ["range", "from", "to", "team", "compare"] as const;

export function readDashboard(search: Record<string, unknown>): DashboardSearch {
  return Object.fromEntries(
    PARAMETERS.filter((name) => typeof search[name] === "string").map((name) => [name, search[name]]),
  );
}
