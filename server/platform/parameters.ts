/** The values of one statement. `add` returns the placeholder of a value. */
export interface Parameters {
  values: unknown[];
  /** False once a condition was added whose best plan depends on its values. */
  prepare: boolean;
  add(value: unknown): string;
}

export function parameters(): Parameters {
  const values: unknown[] = [];
  return { values, prepare: true, add: (value) => `$${values.push(value)}` };
}

/** Marks a condition whose best plan depends on its values (how rare is a word?): PostgreSQL plans its statement each time. */
export const plannedEachTime =
  (condition: (sql: Parameters) => string) =>
  (sql: Parameters): string => {
    sql.prepare = false;
    return condition(sql);
  };
