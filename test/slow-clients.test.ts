import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "./world.ts";

let world: World;
let file: string;
const sockets: Socket[] = [];
beforeAll(async () => {
  world = await openWorld();
  const { company } = await makeCompany(world.admin);
  const { id } = await makeTicket(world.tom, company.id);
  const form = new FormData();
  form.set("ticket", id);
  form.set("file", new File([new Uint8Array(8 * 1024 * 1024)], "large.bin"));
  file = (await world.tom.post("/ticket-attachments/", form)).body.file;
});
afterAll(async () => {
  for (const each of sockets) each.destroy();
  await world.close();
});

/** A client that sends some bytes, and then neither sends nor reads. */
function slow(text: string): Promise<Socket> {
  const { hostname, port } = new URL(world.base);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(text, () => resolve(socket)));
    socket.pause();
    socket.on("error", () => {});
    sockets.push(socket);
  });
}

// of this worker only, because tests in other workers of the process also use memory
const memory = () => {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};
const auth = () => `host: x\r\nauthorization: Bearer ${world.tom.token}\r\n`;
const kinds = (): Record<string, string> => ({
  "half a request's headers": `GET /api/v1/tickets/ HTTP/1.1\r\n${auth()}`,
  "half a body": `POST /api/v1/tickets/ HTTP/1.1\r\n${auth()}content-type: application/json\r\ncontent-length: 1000\r\n\r\n{"subject`,
  "half an upload": `POST /api/v1/ticket-attachments/ HTTP/1.1\r\n${auth()}content-type: multipart/form-data; boundary=b\r\ncontent-length: 100000\r\n\r\n--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nx`,
  "a large file that is not read": `GET ${file.slice(world.base.length)} HTTP/1.1\r\nhost: x\r\n\r\n`,
  "events that are not read": `GET /api/v1/events/ HTTP/1.1\r\n${auth()}\r\n`,
});

test("hundreds of clients that send or read slowly do not slow down others, and take little memory", async () => {
  const before = memory();
  const texts = Object.values(kinds());
  await Promise.all(Array.from({ length: 300 }, (_, i) => slow(texts[i % texts.length]!)));
  const answers = await Promise.all(Array.from({ length: 60 }, () => world.fay.get("/tickets/?page_size=1")));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(memory() - before).toBeLessThan(300 * 1024 * 1024);
});

test("each slow client is disconnected after its time limit", async () => {
  const { server } = world.app.http;
  // the same limits as in production, but shorter
  server.requestTimeout = 300;
  server.headersTimeout = 300;
  server.setTimeout(300);
  const isCutOff = async (text: string) => {
    const socket = await slow(text);
    // the end of a stream is noticed only after all data in the socket was read
    setTimeout(() => socket.resume(), 2500).unref();
    await expect.poll(() => socket.destroyed || socket.readableEnded).toBe(true);
  };
  const inTime = Object.entries(kinds()).filter(([kind]) => !kind.startsWith("events"));
  await Promise.all(inTime.map(([, text]) => isCutOff(text)));
}, 60_000);
