const MOST = 12;

/** What a user chose or opened last, newest first; stored on this device for each user. */
export interface Recent {
  all(): readonly string[];
  add(id: string): void;
}

export function recentOf(what: "choices" | "tickets", user: string): Recent {
  const key = `docket recent ${what} ${user}`;
  const all = (): string[] => {
    try {
      const list: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
      return Array.isArray(list) ? list.filter((each) => typeof each === "string") : [];
    } catch {
      return [];
    }
  };
  return {
    all,
    add: (id) => localStorage.setItem(key, JSON.stringify([id, ...all().filter((each) => each !== id)].slice(0, MOST))),
  };
}
