import { expect, test } from "vitest";
import { readOptions } from "./options.ts";

test("values for the peer can be given once or for each size", () => {
  const options = readOptions([
    ...["--peer", "10000=http://127.0.0.1:8788/,100000=http://127.0.0.1:8789"],
    ...["--peer-server-pid", "10000=11,100000=12", "--peer-postgres-pid", "13", "--peer-password", "p"],
  ]);
  expect(options?.peers).toMatchObject([
    { size: 10_000, base: "http://127.0.0.1:8788", serverPid: 11, postgresPid: 13, password: "p", sqlBase: null },
    { size: 100_000, base: "http://127.0.0.1:8789", serverPid: 12, postgresPid: 13, password: "p", sqlBase: null },
  ]);
});

test.each([
  [["--ops", "list,dance"], "Unknown operation: dance."],
  [["--sizes", "many"], "--sizes takes whole numbers above 0"],
  [["--seconds", "0"], "--seconds takes whole numbers above 0"],
  [["--tool", "hammer"], "--tool must be wrk or autocannon"],
  [["--unheard-of"], "unheard-of"],
])("%j is rejected", (args, why) => {
  expect(() => readOptions(args)).toThrow(why);
});

test("the section for agents has its own numbers of clients and seconds", () => {
  expect(readOptions(["--section", "agents"])).toMatchObject({ clients: [200, 500, 1000], seconds: 30 });
  expect(readOptions(["--section", "agents", "--clients", "50", "--seconds", "7"])).toMatchObject({
    clients: [50],
    seconds: 7,
  });
  expect(readOptions([])).toMatchObject({ clients: [1, 16], seconds: 5 });
});

test("a run waits for the background work after filling, unless an option says not to", () => {
  expect(readOptions([])).toMatchObject({ settles: true });
  expect(readOptions(["--at-once"])).toMatchObject({ settles: false });
});

test("--help starts no run", () => {
  expect(readOptions(["--help", "--sizes", "10"])).toBeNull();
});
