import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openEmbedded } from "../server/platform/embedded-postgres.ts";
import { openLog } from "../server/platform/log.ts";
import { openInlet, source } from "./incoming.ts";
import { canMount } from "./mounts.ts";
import { type Caller, makeCompany, makeTicket, openWorld, PASSWORD, type World } from "./world.ts";

const MB = 1024 * 1024;

describe("a server whose disk is almost full", () => {
  let world: World;
  let admin: Caller;
  let tom: Caller;
  let ticket: { id: string; company: string };
  beforeAll(async () => {
    world = await openWorld({ LOG_LEVEL: "silent" });
    Object.assign(world.free, { database: 10_000 * MB, files: 10_000 * MB });
    [admin, tom] = [world.admin, world.tom];
    ticket = await makeTicket(tom, (await makeCompany(world.admin)).company.id);
  });
  afterAll(() => world.close());

  const disks = async () => (await admin.get("/server-status/")).body.disks;
  const setFree = async (bytes: number) => {
    world.free.files = bytes;
    await expect.poll(async () => (await disks())[1].free_bytes).toBe(bytes);
  };
  const upload = () => {
    const form = new FormData();
    form.append("ticket", ticket.id);
    form.append("file", new Blob(["a plan"]), "plan.txt");
    return tom.post("/ticket-attachments/", form);
  };
  const writes = async () => [
    await tom.patch(`/tickets/${ticket.id}/`, { priority: "high" }),
    await tom.post(`/tickets/${ticket.id}/add_comment/`, { text: "hello" }),
    await upload(),
  ];

  test("refuses changes and uploads until there is room again", async () => {
    await setFree(256 * MB - 1);
    for (const { status, headers, body } of await writes()) {
      expect([status, headers.get("retry-after")]).toEqual([503, "60"]);
      expect(body.detail).toMatch("disk is almost full");
    }
    await setFree(256 * MB);
    expect((await writes()).map(({ status }) => status)).toEqual([200, 201, 201]);
  });

  test("allows reading, signing in and deleting", async () => {
    await setFree(0);
    const { body } = await world.stranger.post("/auth/login/", { username: "fay", password: PASSWORD });
    const answers = [
      await world.stranger.post("/jwt/token/refresh/", { refresh: body.refresh }),
      await tom.get("/tickets/"),
      await tom.put(`/tickets/${ticket.id}/read/`, {}),
      await tom.put(`/tickets/${ticket.id}/presence/`, { state: "viewing" }),
      await tom.remove(`/tickets/${ticket.id}/`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 204]);
  });

  test("refuses emails and customers' messages, but lets customers read and sign in", async () => {
    await setFree(500 * MB);
    const inlet = await openInlet(world);
    await admin.patch("/contact-form-settings/", { is_enabled: true });
    await setFree(0);
    const page = async (path: string, form?: Record<string, string>) => {
      const body = form && new URLSearchParams(form);
      const { status, headers } = await fetch(`${world.base}/portal/${path}`, {
        redirect: "manual",
        ...(body && { method: "POST", body }),
      });
      return [status, headers.get("retry-after")];
    };
    const email = await inlet.post(source());
    expect([
      [email.status, email.headers.get("retry-after")],
      await page("tickets/", { text: "No music" }),
      await page("en/requests/new/", { subject: "Silent", text: "No music" }),
      await page("en/articles/nothing/feedback/", { is_helpful: "yes" }),
    ]).toEqual(Array(4).fill([503, "60"]));
    expect([await page("en/"), await page("tickets/"), await page("en/sign-in/", { address: "a@b.test" })]).toEqual(
      Array(3).fill([200, null]),
    );
  });

  test("shows Admins and /metrics how much space is left", async () => {
    await setFree(5 * MB);
    expect((await tom.get("/server-status/")).status).toBe(403);
    expect(await disks()).toEqual([
      { name: "database", free_bytes: 10_000 * MB, is_low: false },
      { name: "files", free_bytes: 5 * MB, is_low: true },
    ]);
    const metrics: string = (await world.stranger.get(`${world.base}/metrics`)).body;
    expect(metrics).toContain(`docket_disk_free_bytes{disk="files"} ${5 * MB}`);
    expect(Number(/^docket_database_bytes (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThan(MB);
  });
});

test.runIf(canMount())(
  "an embedded PostgreSQL that crashes on a full disk restarts and can be read",
  async () => {
    const disk = mkdtempSync(join(tmpdir(), "docket-disk-"));
    const resize = (bytes: number) => execFileSync("mount", ["-o", `remount,size=${bytes}`, disk]);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=900m,mode=711", "tmpfs", disk]);
    chmodSync(disk, 0o711);
    const dataDir = join(disk, "data");
    const embedded = await openEmbedded({ dataDir, log: openLog("silent") });
    try {
      const reserve = join(dataDir, "postgres", "docket.reserve");
      expect(existsSync(reserve)).toBe(true);
      const ask = async (text: string) => {
        const client = new pg.Client({ ...embedded.connection, connectionTimeoutMillis: 2_000 });
        client.on("error", () => {});
        try {
          await client.connect();
          return (await client.query(text)).rows;
        } finally {
          await client.end();
        }
      };
      await ask("create table rows as select n from generate_series(1, 1000) n");
      const { blocks, bfree, bsize } = statfsSync(disk);
      resize((blocks - bfree) * bsize);
      const postmaster = Number(readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n")[0]);
      process.kill(postmaster, "SIGKILL");
      await expect
        .poll(() => ask("select count(*)::int as n from rows").catch(() => null), { timeout: 30_000, interval: 200 })
        .toEqual([{ n: 1000 }]);
      expect(existsSync(reserve)).toBe(false);
    } finally {
      await embedded.close();
      execFileSync("umount", [disk]);
      rmSync(disk, { recursive: true, force: true });
    }
  },
  90_000,
);
