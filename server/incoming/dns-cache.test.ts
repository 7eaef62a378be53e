import { expect, test } from "vitest";
import { keepAnswers } from "./dns-cache.ts";

function openDns() {
  const names: string[] = [];
  const state = { failure: "", time: 0 };
  const ask = keepAnswers(resolve, () => state.time);
  async function resolve(name: string, type: string): Promise<string[][]> {
    names.push(`${type} ${name}`);
    if (state.failure) throw Object.assign(new Error("no answer"), { code: state.failure });
    return [[`record of ${name}`]];
  }
  return { names, ask, state };
}

test("a DNS record is looked up once a minute, in any case, and once for emails that wait at the same time", async () => {
  const { ask, names } = openDns();
  const both = await Promise.all([ask("harbour.test", "TXT"), ask("Harbour.test", "TXT")]);
  expect(both).toEqual([[["record of harbour.test"]], [["record of harbour.test"]]]);
  await ask("harbour.test", "MX");
  expect(names).toEqual(["TXT harbour.test", "MX harbour.test"]);
});

test.each([
  ["ENOTFOUND", 1, "is kept: there is no such record"],
  ["ENODATA", 1, "is kept: there is no such record"],
  ["ETIMEOUT", 2, "is asked again"],
  ["ESERVFAIL", 2, "is asked again"],
])("a lookup that ends with %s is made %i times, because it %s", async (code, times) => {
  const dns = openDns();
  dns.state.failure = code;
  for (let n = 0; n < 2; n += 1) await expect(dns.ask("reef.test", "TXT")).rejects.toThrow("no answer");
  expect(dns.names).toHaveLength(times);
});

test("a cached answer is dropped after a minute, or when there are too many", async () => {
  const dns = openDns();
  await dns.ask("harbour.test", "TXT");
  dns.state.time = 60_000;
  await dns.ask("harbour.test", "TXT");
  expect(dns.names).toHaveLength(2);
  for (let n = 0; n < 2000; n += 1) await dns.ask(`${n}.test`, "TXT");
  await dns.ask("1999.test", "TXT");
  expect(dns.names).toHaveLength(2002);
  await dns.ask("harbour.test", "TXT");
  expect(dns.names).toHaveLength(2003);
});
