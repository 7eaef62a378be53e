import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Inlet, openInlet, source } from "../../test/incoming.ts";
import { openWorld, type World } from "../../test/world.ts";

let world: World;
let inlet: Inlet;
beforeAll(async () => {
  world = await openWorld();
  inlet = await openInlet(world);
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.admin.patch("/email-settings/", { reopens_on_thanks: false });
});

const setStatus = (ticket: string, status: string) => world.tom.patch(`/tickets/${ticket}/`, { status });
const statusOf = async (ticket: string) => (await world.tom.get(`/tickets/${ticket}/`)).body.status;
const thankYous = async (ticket: string) => (await world.tom.get(`/tickets/${ticket}/conversation/`)).body.thank_yous;

let n = 0;
/** A customer's ticket with this status, and a way to answer in it. */
async function endedTicket(status: string) {
  n += 1;
  const from = `Ploy Srisai <ploy-${n}@harbour.test>`;
  const first = `<first-${n}@harbour.test>`;
  const { ticket } = await inlet.receive(source({ From: from, "Message-ID": first }, `The lobby is silent, ${n}.`));
  await setStatus(ticket, status);
  const answer = (text: string, headers: Record<string, string> = {}) =>
    inlet.receive(source({ From: from, "In-Reply-To": first, ...headers }, text));
  return { ticket, answer };
}

describe("an email that only says thank you", () => {
  test.each(["resolved", "closed"])("leaves a %s ticket as it is, and the ticket says so", async (status) => {
    const { ticket, answer } = await endedTicket(status);
    const { comment, outcome } = await answer("Thank you very much!\n\nBest regards\nPloy Srisai");
    expect(outcome).toBe("reply");
    expect(await statusOf(ticket)).toBe(status);
    expect(await thankYous(ticket)).toEqual([comment]);
  });

  test("reopens a pending ticket, whose agent waits for the customer", async () => {
    const { ticket, answer } = await endedTicket("pending");
    await answer("Thank you!");
    expect(await statusOf(ticket)).not.toBe("pending");
    expect(await thankYous(ticket)).toEqual([]);
  });

  test("reopens a resolved ticket if an Admin wants that", async () => {
    const { status, body } = await world.admin.patch("/email-settings/", { reopens_on_thanks: true });
    expect([status, body.reopens_on_thanks]).toEqual([200, true]);
    const { ticket, answer } = await endedTicket("resolved");
    await answer("Thank you!");
    expect(await statusOf(ticket)).toBe("new");
    expect(await thankYous(ticket)).toEqual([]);
  });
});

describe("an email that says more than thank you reopens a resolved ticket", () => {
  test.each([
    ["with a question", "Thank you! Does it play again?", {}],
    ["with more text", "Thank you, but the lobby is silent again.", {}],
    ["in Thai", "ขอบคุณครับ แต่ยังใช้ไม่ได้", { "Content-Type": "text/plain; charset=utf-8" }],
    [
      "with a file",
      '--x\r\n\r\nThank you!\r\n--x\r\nContent-Type: text/plain; name="log.txt"\r\nContent-Disposition: attachment; filename="log.txt"\r\n\r\nsilent\r\n--x--',
      { "Content-Type": 'multipart/mixed; boundary="x"' },
    ],
  ])("%s", async (_what, text, headers) => {
    const { ticket, answer } = await endedTicket("resolved");
    expect(await answer(text, headers)).toMatchObject({ outcome: "reply", ticket });
    expect(await statusOf(ticket)).toBe("new");
    expect(await thankYous(ticket)).toEqual([]);
  });
});
