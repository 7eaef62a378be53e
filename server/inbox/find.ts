import { type Db, query } from "../platform/database.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import { type Attempt, attemptsInTurn, glanceFor, type TextSearch } from "../search/planner.ts";
import type { InboxFilter } from "./filter.ts";
import type { ListPart } from "./ordered-tickets.ts";
import { examineQuery, pageQuery } from "./page.ts";

// Finds the tickets of a page of a search. The attempts examine tickets in steps, each from where the last one ended: a
// short page is found without examining more than it needs.

/** This many matches of a search make a page if finding more takes long; the next page continues from there. */
export const SHORT_PAGE = 5;
/** A ticket costs 12 microseconds to examine, and each step about 2 milliseconds to plan. */
const STEP = 1_000;

/** The page that a caller wants. */
export type InboxPageRequest = Omit<ListPart, "attempt"> & { size: number };

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

/** Makes the planned attempts until the page is full, or has enough of a search that would take long. */
export async function findPlaces(
  db: Db,
  { isTextSearch }: InboxFilter,
  search: TextSearch,
  page: InboxPageRequest,
): Promise<FoundPlaces> {
  const finder = new Finder(db, page, isTextSearch);
  if (isTextSearch) {
    const glance = glanceFor(search);
    await finder.examine(glance, glance.examine);
    if (finder.result.isWhole) return finder.result;
  }
  const matchCount = () => finder.result.places.length;
  const attempts = await search.plan(db, isTextSearch ? matchCount() : undefined);
  for (const attempt of attemptsInTurn(attempts, matchCount)) {
    if (attempt.examine === null) return finder.list(attempt);
    await finder.examine(attempt, attempt.examine);
    if (finder.isDone) return finder.result;
  }
  return { ...finder.result, isWhole: true };
}

/** Makes attempts, and remembers what they have found and examined so far. */
class Finder {
  readonly #db: Db;
  readonly #page: InboxPageRequest;
  readonly #enough: number;
  readonly #stepSize: number;
  #places: Place[] = [];
  #isWhole = false;
  /** The number of examined tickets, the last one, and whether they are the first of the whole list. */
  #examinedCount = 0;
  #after: ListPart["after"];
  #isOfWholeList = true;

  constructor(db: Db, page: InboxPageRequest, isTextSearch: boolean) {
    this.#db = db;
    this.#page = page;
    this.#enough = isTextSearch ? Math.min(SHORT_PAGE, page.size) : page.size;
    this.#stepSize = isTextSearch ? STEP : Number.POSITIVE_INFINITY;
    this.#after = page.after;
  }

  get result(): FoundPlaces {
    return { places: this.#places, isWhole: this.#isWhole };
  }

  get isDone(): boolean {
    return this.#isWhole || this.#places.length >= this.#enough;
  }

  /** All tickets of an attempt that finds them by an index. */
  async list(attempt: Attempt): Promise<FoundPlaces> {
    const sql = parameters();
    return { places: await this.#read(pageQuery({ ...this.#page, attempt }, sql), sql), isWhole: true };
  }

  /** Examines the first `most` tickets, unless enough are found before. Tickets that were already examined are skipped. */
  async examine(attempt: Attempt, most: number): Promise<void> {
    const isOfWholeList = attempt.find === null;
    if (!isOfWholeList || !this.#isOfWholeList) this.#restart();
    this.#isOfWholeList = isOfWholeList;
    do await this.#step(attempt, Math.min(most - this.#examinedCount, this.#stepSize));
    while (!this.isDone && this.#examinedCount < most);
  }

  async #step(attempt: Attempt, most: number): Promise<void> {
    const sql = parameters();
    const size = this.#page.size - this.#places.length;
    const rows = await this.#read(examineQuery({ ...this.#page, attempt, size, after: this.#after }, most, sql), sql);
    const places = rows.filter(({ id }) => id !== null);
    const last = rows.find(({ id }) => id === null);
    // a ticket may have moved in the list since the last step
    this.#places.push(...places.filter(({ id }) => !this.#places.some((other) => other.id === id)));
    this.#isWhole = places.length === size || (last?.n ?? 0) < most;
    this.#examinedCount += most;
    if (last) this.#after = { back: this.#page.after?.back ?? false, keys: last.keys };
  }

  #restart(): void {
    this.#places = [];
    this.#isWhole = false;
    this.#examinedCount = 0;
    this.#after = this.#page.after;
  }

  #read(text: string, sql: Parameters) {
    return query<Place & { n: number }>(this.#db, text, sql.values, sql);
  }
}
