import { type Db, query } from "../platform/database.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import type { InboxAttempt, InboxFilter } from "./filter.ts";
import { examineQuery, type Page, pageQuery } from "./page.ts";

// Finds the tickets of a page of a search. The attempts examine tickets in steps, each from where the last one ended: a
// short page is found without examining more than it needs.

/** This many matches of a search make a page if finding more takes long; the next page continues from there. */
export const SHORT_PAGE = 5;
/** A ticket costs 12 microseconds to examine, and each step about 2 milliseconds to plan. */
const STEP = 1_000;

export type WantedPage = Omit<Page, "attempt"> & { size: number };

/** A ticket's place in the list. */
interface Place {
  id: string;
  keys: (string | null)[];
}

interface FoundPlaces {
  /** One more than the page shows, if there is one. */
  places: Place[];
  /** Whether fewer than wanted are all that remain. */
  isWhole: boolean;
}

/** Makes the attempts in turn until the page is full, or has enough of a search that would take long. */
export async function findPlaces(db: Db, filter: InboxFilter, page: WantedPage): Promise<FoundPlaces> {
  const search = new Search(db, page, filter.isTextSearch);
  if (filter.glance) {
    await search.examine(filter.glance, filter.glance.examine!);
    if (search.found.isWhole) return search.found;
  }
  const attempts = await filter.plan(db, filter.glance ? search.found.places.length : undefined);
  for (const [at, attempt] of attempts.entries()) {
    // if the first attempt found nothing, a longer one of its kind would find next to nothing
    if (at > 0 && attempt.examine !== null && search.found.places.length === 0) continue;
    if (attempt.examine === null) return search.list(attempt);
    await search.examine(attempt, attempt.examine);
    if (search.isDone) return search.found;
  }
  return { ...search.found, isWhole: true };
}

class Search {
  readonly #db: Db;
  readonly #page: WantedPage;
  readonly #enough: number;
  readonly #stepSize: number;
  #places: Place[] = [];
  #isWhole = false;
  /** The number of examined tickets, the last one, and whether they are the first of the whole list. */
  #examined = 0;
  #after: Page["after"];
  #isOfWholeList = true;

  constructor(db: Db, page: WantedPage, isTextSearch: boolean) {
    this.#db = db;
    this.#page = page;
    this.#enough = isTextSearch ? Math.min(SHORT_PAGE, page.size) : page.size;
    this.#stepSize = isTextSearch ? STEP : Number.POSITIVE_INFINITY;
    this.#after = page.after;
  }

  get found(): FoundPlaces {
    return { places: this.#places, isWhole: this.#isWhole };
  }

  get isDone(): boolean {
    return this.#isWhole || this.#places.length >= this.#enough;
  }

  /** All tickets of an attempt that finds them by an index. */
  async list(attempt: InboxAttempt): Promise<FoundPlaces> {
    const sql = parameters();
    return { places: await this.#read(pageQuery({ ...this.#page, attempt }, sql), sql), isWhole: true };
  }

  /** Examines the first `most` tickets, unless enough are found before. Tickets that were already examined are skipped. */
  async examine(attempt: InboxAttempt, most: number): Promise<void> {
    if (!attempt.isOfWholeList || !this.#isOfWholeList) this.#restart();
    this.#isOfWholeList = attempt.isOfWholeList;
    do await this.#step(attempt, Math.min(most - this.#examined, this.#stepSize));
    while (!this.isDone && this.#examined < most);
  }

  async #step(attempt: InboxAttempt, most: number): Promise<void> {
    const sql = parameters();
    const size = this.#page.size - this.#places.length;
    const rows = await this.#read(examineQuery({ ...this.#page, attempt, size, after: this.#after }, most, sql), sql);
    const places = rows.filter(({ id }) => id !== null);
    const last = rows.find(({ id }) => id === null);
    // a ticket may have moved in the list since the last step
    this.#places.push(...places.filter(({ id }) => !this.#places.some((other) => other.id === id)));
    this.#isWhole = places.length === size || (last?.n ?? 0) < most;
    this.#examined += most;
    if (last) this.#after = { back: this.#page.after?.back ?? false, keys: last.keys };
  }

  #restart(): void {
    this.#places = [];
    this.#isWhole = false;
    this.#examined = 0;
    this.#after = this.#page.after;
  }

  #read(text: string, sql: Parameters) {
    return query<Place & { n: number }>(this.#db, text, sql.values, sql);
  }
}
