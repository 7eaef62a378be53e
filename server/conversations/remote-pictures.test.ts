import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Caller, makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { isPublic } from "../platform/public-picture.ts";

const PNG = Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), Buffer.from("the rest of it")]);
const GIF = Buffer.from("GIF89a and the rest of it");
const MEGABYTE = Buffer.alloc(1024 * 1024, 1);

// on 127.0.0.1, and the only server that a picture in these tests could come from
const elsewhere = createServer((request, response) => {
  requests.push(request);
  (answers[request.url!] ?? ((_, sent) => sent.writeHead(404).end("no such picture")))(request, response);
});
type Reply = (request: IncomingMessage, response: ServerResponse) => unknown;
const redirectTo =
  (location: string): Reply =>
  (_, response) =>
    response.writeHead(302, { location }).end();
const answers: Record<string, Reply> = {
  "/logo.png?a=1&b=2": (_, response) => response.writeHead(200, { "content-type": "text/html" }).end(PNG),
  "/moved.gif": redirectTo("http://other.example/found.gif"),
  "/found.gif": (_, response) => response.end(GIF),
  "/to-loopback": redirectTo("http://127.0.0.1/found.gif"),
  "/to-intranet": redirectTo("http://intranet.example/found.gif"),
  "/to-file": redirectTo("file:///etc/passwd"),
  "/around": redirectTo("/around"),
  "/script.svg": (_, response) =>
    response.writeHead(200, { "content-type": "image/svg+xml" }).end('<svg xmlns="http://www.w3.org/2000/svg"/>'),
  "/fault": (_, response) => response.writeHead(500).end("secret words of the other server"),
  "/endless.png": (request, response) => {
    response.write(PNG);
    const more = () => {
      while (!request.destroyed && response.write(MEGABYTE));
    };
    response.on("drain", more);
    more();
  },
  "/silent.png": () => {},
  "/cut.png": (_, response) => {
    response.writeHead(200, { "content-length": "5000" });
    response.write(PNG, () => response.destroy());
  },
};
const HOSTS: Record<string, string[]> = {
  "shop.example": ["93.184.215.14"],
  "other.example": ["2606:2800:220:1::1", "93.184.215.15"],
  "intranet.example": ["10.0.0.7"],
  "half.example": ["93.184.215.14", "127.0.0.1"],
  "mapped.example": ["::ffff:127.0.0.1"],
};

let world: World;
let requests: IncomingMessage[] = [];
let connections: string[] = [];
beforeAll(async () => {
  world = await openWorld();
  await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  const { port } = elsewhere.address() as AddressInfo;
  Object.assign(world.app.pictures, {
    addresses: async (host: string) => HOSTS[host] ?? Promise.reject(new Error("no such host")),
    connectTo: (address: string, at: number) => {
      connections.push(`${address} ${at}`);
      return { host: "127.0.0.1", port };
    },
  });
});
afterAll(async () => {
  elsewhere.closeAllConnections();
  elsewhere.close();
  await world.close();
});
beforeEach(() => {
  requests = [];
  connections = [];
});

const encoded = (url: string) => url.replaceAll("&", "&amp;");
async function makeMessage(...urls: string[]): Promise<string> {
  const { company } = await makeCompany(world.tom);
  const pictures = urls.map((url) => `<img alt="" src="${encoded(url)}">`).join("");
  const description = `<p>Hello ${pictures}</p>`;
  return (await makeTicket(world.tom, company.id, { description })).id;
}
const show = (by: Caller, ticket: string, url: string, comment = "") =>
  by.get(`/tickets/${ticket}/remote-picture/?${new URLSearchParams({ url, comment })}`);

describe("a remote picture", () => {
  test("is loaded by the server, without cookies, referrer or address of the agent", async () => {
    const url = "http://shop.example/logo.png?a=1&b=2";
    const { status, headers } = await show(world.tom, await makeMessage(url), url);
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("image/png");
    expect(headers.get("content-length")).toBe(String(PNG.length));
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("cache-control")).toBe("private");
    expect(connections).toEqual(["93.184.215.14 80"]);
    expect(requests[0]!.headers).toEqual({
      host: "shop.example",
      accept: "image/webp,image/png,image/jpeg,image/gif",
      "accept-encoding": "identity",
      "user-agent": "Docket",
      connection: "close",
    });
  });

  test("may be in a reply or an internal note, and may redirect to another public address", async () => {
    const url = "http://shop.example/moved.gif";
    const ticket = await makeMessage();
    await world.fay.post(`/tickets/${ticket}/add_comment/`, { text: `<img src="${url}">`, is_internal: true });
    const [{ id }] = (await world.tom.get(`/ticket-comments/?ticket=${ticket}`)).body.results;
    expect((await show(world.tom, ticket, url)).status).toBe(404);
    const { status, headers } = await show(world.tom, ticket, url, id);
    expect([status, headers.get("content-type")]).toEqual([200, "image/gif"]);
    expect(connections).toEqual(["93.184.215.14 80", "2606:2800:220:1::1 80"]);
  });

  test("is not loaded if an Admin has turned such pictures off, and every agent can see that", async () => {
    const url = "http://shop.example/logo.png?a=1&b=2";
    const ticket = await makeMessage(url);
    const change = (remote_pictures: string) => world.admin.patch("/email-settings/", { remote_pictures });
    const allowed = async () => [
      (await world.tom.get("/email-status/")).body.remote_pictures,
      (await show(world.tom, ticket, url)).status,
    ];
    expect((await change("never")).status).toBe(200);
    expect(await allowed()).toEqual(["never", 404]);
    expect(connections).toEqual([]);
    await change("show");
    expect(await allowed()).toEqual(["show", 200]);
    expect((await change("sometimes")).body).toEqual({ remote_pictures: ['"sometimes" is not a valid choice.'] });
    await change("ask");
    expect(await allowed()).toEqual(["ask", 200]);
  });

  test("is not loaded if the message does not show it", async () => {
    const ticket = await makeMessage("http://shop.example/found.gif");
    const other = await makeMessage("http://shop.example/script.svg");
    for (const url of ["http://shop.example/moved.gif", "http://shop.example/found.gif?", "http://shop.example/"])
      expect((await show(world.tom, ticket, url)).status).toBe(404);
    const text = '<a href="http://shop.example/a">http://shop.example/b</a><!-- <img src="http://shop.example/c"> -->';
    await world.tom.patch(`/tickets/${other}/`, { description: text });
    for (const path of ["a", "b", "c"])
      expect((await show(world.tom, other, `http://shop.example/${path}`)).status).toBe(404);
    expect(requests).toEqual([]);
  });

  test.for([
    ["this machine", "http://127.0.0.1/found.gif"],
    ["this machine in another notation", "http://0x7f.1/found.gif"],
    ["this machine over IPv6", "http://[::1]/found.gif"],
    ["a mapped address of this machine", "http://[::ffff:7f00:1]/found.gif"],
    ["a name of a private address", "http://intranet.example/found.gif"],
    ["a name of a public and a private address", "http://half.example/found.gif"],
    ["a name of a mapped address", "http://mapped.example/found.gif"],
    ["the metadata of a cloud", "http://169.254.169.254/latest/"],
    ["an unknown name", "http://nowhere.example/found.gif"],
    ["another port", "http://shop.example:8080/found.gif"],
    ["a password in the address", "http://tom:secret@shop.example/found.gif"],
    ["another protocol", "ftp://shop.example/found.gif"],
    ["a relative address", "found.gif"],
  ])("is not requested from %s", async ([, url]) => {
    const { status, body } = await show(world.tom, await makeMessage(url!), url!);
    expect([status, body]).toEqual([400, { detail: "The picture could not be loaded." }]);
    expect([requests, connections]).toEqual([[], []]);
  });

  test.for([
    ["to this machine", "/to-loopback", "The picture could not be loaded."],
    ["to a private network", "/to-intranet", "The picture could not be loaded."],
    ["to another protocol", "/to-file", "The picture could not be loaded."],
    ["without end", "/around", "The picture could not be loaded."],
  ])("is not followed %s", async ([, path, detail]) => {
    const url = `http://shop.example${path}`;
    const { status, body } = await show(world.tom, await makeMessage(url), url);
    expect([status, body]).toEqual([400, { detail }]);
    expect(requests.map((each) => each.url)).toEqual(Array(path === "/around" ? 4 : 1).fill(path));
  });

  test.for([
    ["an SVG", "/script.svg", "The file is not a PNG, JPEG, GIF or WebP picture."],
    ["endless", "/endless.png", "The picture is larger than 10 MB."],
    ["cut off", "/cut.png", "The picture could not be loaded."],
    ["missing", "/nothing", "The picture could not be loaded."],
    ["an error of the other server", "/fault", "The picture could not be loaded."],
  ])("is refused if it is %s", async ([, path, detail]) => {
    const url = `http://shop.example${path}`;
    const { status, body } = await show(world.tom, await makeMessage(url), url);
    expect([status, body]).toEqual([400, { detail }]);
  });

  test("is given up if the other server does not answer in time", async () => {
    const usual = world.app.pictures.timeoutMs;
    world.app.pictures.timeoutMs = 50;
    const url = "http://shop.example/silent.png";
    const { status, body } = await show(world.tom, await makeMessage(url), url);
    world.app.pictures.timeoutMs = usual;
    expect([status, body]).toEqual([400, { detail: "The picture could not be loaded." }]);
  });

  test("is for people who may see the ticket", async () => {
    const url = "http://shop.example/found.gif";
    const ticket = await makeMessage(url);
    expect((await show(world.stranger, ticket, url)).status).toBe(401);
    await world.admin.remove(`/tickets/${ticket}/`);
    expect((await show(world.tom, ticket, url)).body).toEqual({ detail: "No Ticket matches the given query." });
    expect(requests).toEqual([]);
  });

  test("needs an address, and a message by its ID", async () => {
    const ticket = await makeMessage();
    expect((await show(world.tom, ticket, "")).body).toEqual({ url: ["This field is required."] });
    expect((await show(world.tom, ticket, "http://shop.example/", "seven")).body).toEqual({
      comment: ["“seven” is not a valid UUID."],
    });
  });
});

test("only addresses of the public internet are public", () => {
  const ranges = `0.0.0.0 10.1.2.3 100.64.0.1 127.9.9.9 169.254.169.254 172.16.0.1 192.0.0.1 192.0.2.1 192.168.1.1 198.18.0.1
    198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255 :: ::1 ::7f00:1 ::ffff:10.0.0.1 64:ff9b::7f00:1 100::1
    2001::1 2001:db8::1 2002:7f00:1::1 fc00::1 fd12::1 fe80::1 fec0::1 ff02::1 localhost`;
  expect(ranges.split(/\s+/).filter(isPublic)).toEqual([]);
  expect(["93.184.215.14", "172.32.0.1", "2606:2800:220:1::1", "::ffff:93.184.215.14"].filter(isPublic)).toHaveLength(
    4,
  );
});
