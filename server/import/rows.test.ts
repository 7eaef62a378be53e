import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { readRows } from "./rows.ts";

const folder = mkdtempSync(join(tmpdir(), "docket-rows-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function rowsOf(bytes: string | Buffer): Promise<unknown[]> {
  const path = join(folder, "dump.json");
  writeFileSync(path, bytes);
  const rows: unknown[] = [];
  for await (const part of readRows(path)) rows.push(...part.rows);
  return rows;
}

test.each([
  ["an empty list", "[]", []],
  ["an empty file", "", []],
  ["a list", '[{"a": 1},\n {"b": [{}]}]', [{ a: 1 }, { b: [{}] }]],
  ["a gzipped list", gzipSync('[{"a": 1}]'), [{ a: 1 }]],
  ["a row a line", '{"a": 1}\n{"a": 2}\n', [{ a: 1 }, { a: 2 }]],
  ["a mark of the byte order", '\ufeff[{"a": 1}]', [{ a: 1 }]],
  ["braces and quotes in texts", '[{"a": "}]\\"{\\\\"}, {"b": "{"}]', [{ a: '}]"{\\' }, { b: "{" }]],
])("rows are read from %s", async (_, text, rows) => {
  expect(await rowsOf(text)).toEqual(rows);
});

test("a row may span chunks of the file, even within a character", async () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({ n: i, text: 'é酒🎷\\"'.repeat(3_000 + i) }));
  expect(await rowsOf(JSON.stringify(rows))).toEqual(rows);
});

test.each([
  ["is cut off within a row", '[{"a": 1}, {"b": ', "is incomplete"],
  ["is cut off between rows", '[{"a": 1},', "is incomplete"],
  ["is no JSON", "model,pk", "damaged at byte 0"],
  ["is XML", '<?xml version="1.0"?><django-objects>', "is XML. Write it as JSON: manage.py dumpdata"],
  ["is YAML", "- model: desk.user\n  pk: 1\n", "is YAML. Write it as JSON"],
  ["is packed otherwise", Buffer.from("BZh91AY"), "compressed with bzip2"],
  ["is gzipped and cut off", gzipSync('[{"a": 1}]').subarray(0, 20), "cannot be unzipped"],
  ["goes on behind its end", '[{"a": 1}] {"b": 2}', "damaged at byte 11"],
  ["has a row that is no JSON", '[{"a": tru}]', "damaged at byte"],
  ["is not UTF-8", Buffer.from('[{"a": "\xe9"}]', "latin1"), "damaged at byte"],
  ["is UTF-16", Buffer.from('[{"a": 1}]', "utf16le"), "UTF-16"],
])("a file that %s is refused", async (_, bytes, problem) => {
  await expect(rowsOf(bytes)).rejects.toThrow(problem);
});
