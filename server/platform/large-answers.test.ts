import { get } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCompany, openWorld, type World } from "../../test/world.ts";
import { answerOf } from "./large-answers.ts";

let world: World;
let company: string;
let ids: string[];
// a description is larger than a batch of comments; two of these comments do not fit into a batch, one and a short one do
const DESCRIPTION = 5 * 1024 * 1024;
const COMMENT = 3 * 1024 * 1024;

beforeAll(async () => {
  world = await openWorld();
  company = (await makeCompany(world.admin)).company.id;
  ids = [];
  for (const letter of "abcd") {
    const { body } = await world.tom.post("/tickets/", {
      subject: letter,
      description: letter.repeat(DESCRIPTION),
      company,
    });
    ids.push(body.id);
  }
  for (const letter of "wxyz")
    await world.tom.post("/ticket-comments/", {
      ticket: ids[0],
      text: letter.repeat(COMMENT),
      is_internal: letter === "x",
    });
  await world.tom.post("/ticket-comments/", { ticket: ids[0], text: "short" });
}, 120_000);
afterAll(() => world.close());

describe("a page with large tickets", () => {
  test("contains each of them completely and in order", async () => {
    await world.tom.post("/tickets/", { subject: "small", description: "s", company });
    const { status, body } = await world.tom.get("/tickets/?ordering=created_at&page_size=100");
    expect([status, body.count, body.results.length]).toEqual([200, 5, 5]);
    for (const [at, id] of ids.entries())
      expect(body.results[at]).toEqual((await world.tom.get(`/tickets/${id}/`)).body);
    const [first] = body.results;
    expect(first.description.length).toBe(DESCRIPTION);
    expect(first.comments.map((each: { text: string }) => each.text.length)).toEqual([...Array(4).fill(COMMENT), 5]);
    expect(first.comments.map((each: { text: string }) => each.text[0]).join("")).toBe("wxyzs");
    expect([first.comments_count, first.internal_notes_count]).toEqual([4, 1]);
    expect(body.results[4].description).toBe("s");
  }, 300_000);

  test("supports `fields`, and reads large texts only if asked", async () => {
    const { body } = await world.tom.get("/tickets/?ordering=created_at&fields=id,comments");
    expect(body.results.map((each: object) => Object.keys(each).join())).toEqual(Array(5).fill("id,comments"));
    expect(body.results[0].comments).toHaveLength(5);
    expect((await world.tom.get(`/tickets/${ids[0]}/?fields=subject`)).body).toEqual({ subject: "a" });
  });

  test("is refused for more than 100 tickets with 32 MB, and suggests what to request", async () => {
    await world.database.pool.query(
      `insert into tickets (ticket_number, subject, description, company, created_by)
       select 'L-' || n, 'many', repeat('m', 310000), $1, $2 from generate_series(1, 110) n`,
      [company, world.tom.id],
    );
    const { status, body } = await world.tom.get("/tickets/?search=many&page_size=110");
    expect([status, body]).toEqual([
      413,
      { detail: "The page would be larger than 32 MB. Ask for less with `fields`, `omit` or `page_size`." },
    ]);
    expect((await world.tom.get("/tickets/?search=many&page_size=110&omit=description")).body.results).toHaveLength(
      110,
    );
    expect((await world.tom.get("/tickets/?search=many&page_size=100")).body.results).toHaveLength(100);
  }, 300_000);

  test("frees its place when its reader disconnects", async () => {
    const settings = { headers: { authorization: `Bearer ${world.tom.token}` } };
    const readers = Array.from(
      { length: 6 },
      () =>
        new Promise<() => void>((resolve, reject) => {
          const request = get(
            `${world.base}/api/v1/tickets/?ordering=created_at&page_size=4&n=${Math.random()}`,
            settings,
          );
          request.on("error", reject);
          request.on("socket", () =>
            resolve(() =>
              request
                .removeListener("error", reject)
                .on("error", () => {})
                .destroy(),
            ),
          );
          // nothing of the answer is read
          request.on("response", (response) => response.pause());
        }),
    );
    const leave = await Promise.all(readers);
    await world.tom.get("/auth/me/");
    for (const each of leave) each();
    const { status } = await world.tom.get("/tickets/?ordering=created_at&page_size=4");
    expect(status).toBe(200);
  }, 300_000);
});

test("the response to a change of a ticket with large comments contains all of them", async () => {
  const added = await world.tom.post(`/tickets/${ids[0]}/add_comment/`, { text: "one more" });
  expect(added.status).toBe(201);
  expect(added.body.comments.at(-1).text).toBe("one more");
  expect(added.body.comments).toHaveLength(6);
  expect(added.body).toEqual((await world.tom.get(`/tickets/${ids[0]}/`)).body);
  const again = () => world.tom.patch(`/tickets/${ids[0]}/`, { tags: "t" }, { "idempotency-key": "large-change" });
  const [first, second] = [await again(), await again()];
  expect([first.status, second.status, second.headers.get("idempotent-replayed")]).toEqual([200, 200, "true"]);
  expect(second.body).toEqual(first.body);
}, 300_000);

test("a list of large comments contains each of them completely", async () => {
  const { status, body } = await world.tom.get(`/ticket-comments/?ticket=${ids[0]}`);
  expect(status).toBe(200);
  for (const each of body.results) expect(each).toEqual((await world.tom.get(`/ticket-comments/${each.id}/`)).body);
  expect(body.results.map((each: { text: string }) => each.text.length).slice(0, 4)).toEqual(Array(4).fill(COMMENT));
}, 300_000);

test("a timeline contains large comments completely and in order", async () => {
  const { status, body } = await world.tom.get(`/tickets/${ids[0]}/timeline/`);
  const commentsSeen = body.results.flatMap((each: { comment: object | null }) => each.comment ?? []);
  const { comments } = (await world.tom.get(`/tickets/${ids[0]}/`)).body;
  expect([status, commentsSeen]).toEqual([200, comments]);
  const last = (await world.tom.get(`/tickets/${ids[0]}/timeline/?page_size=6`)).body;
  expect(last.results).toEqual(body.results.slice(-6));
}, 300_000);

test("of the rows of a large response, one is in memory at a time", async () => {
  const SIZE = 1024 * 1024;
  let begun = 0;
  const rows = Array.from({ length: 20 }, () => ({
    size: SIZE,
    async *read() {
      begun += 1;
      yield Buffer.alloc(SIZE, "x");
    },
  }));
  let size = 0;
  for await (const part of answerOf(["[", ...rows, "]"])) {
    size += (part as Buffer).length;
    // the stream reads ahead by less than a row
    expect(begun).toBeLessThanOrEqual(Math.floor(size / SIZE) + 2);
  }
  expect([begun, size]).toEqual([20, 20 * SIZE + 2]);
});
