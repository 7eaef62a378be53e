// @vitest-environment jsdom
import { QueryObserver } from "@tanstack/react-query";
import { beforeEach, expect, test, vi } from "vitest";
import { notifyListeners } from "./lib/live.ts";
import { queryClient } from "./lib/query-client.ts";
import { startLiveUpdates } from "./live-updates.ts";

const OF_TICKET = ["ticket", "timeline", "conversation"];
/** Events of a ticket, whoever causes them: agents, customers, automations, assignment, SLA, bulk changes, imports. */
const KINDS = [
  "ticket.created",
  "ticket.updated",
  "ticket.assigned",
  "ticket.deleted",
  "ticket.restored",
  "ticket.merged",
  "ticket.unmerged",
  "ticket.undone",
  "ticket.linked",
  "ticket.unlinked",
  "ticket.sent",
  "ticket.recurred",
  "comment.added",
  "comment.updated",
  "comment.deleted",
  "attachment.added",
  "attachment.renamed",
  "attachment.deleted",
  "participant.added",
  "participant.removed",
  "email.updated",
  "checklist.changed",
  "survey.answered",
];

beforeEach(() => queryClient.clear());

const until = (check: () => void) => vi.waitFor(check, { interval: 1, timeout: 60_000 });

const tell = (kind: string, actor: string | null) =>
  notifyListeners(kind, { id: 1, at: "", kind, actor, ticket: "T", about: null, changes: null });

/** Follows a query whose server answers with "now" when it is told to. */
function follow(key: string) {
  const server = { now: "before", asked: 0, answer: [] as (() => void)[] };
  const observer = new QueryObserver(queryClient, {
    queryKey: [key, "T"],
    queryFn: () => {
      server.asked += 1;
      const { now } = server;
      return new Promise<string>((resolve) => server.answer.push(() => resolve(now)));
    },
  });
  return { server, observer, leave: observer.subscribe(() => {}) };
}

test.each(KINDS.flatMap((kind) => OF_TICKET.map((key) => ({ kind, key }))))(
  "$kind by anyone renews $key, even while its first read is under way",
  async ({ kind, key }) => {
    const stop = startLiveUpdates();
    for (const actor of [null, "u"]) {
      queryClient.clear();
      const { server, observer, leave } = follow(key);
      await until(() => expect(server.asked).toBe(1));
      // the server has read the ticket, its answer is on the way
      server.now = "after";
      tell(kind, actor);
      server.answer[0]!();
      await until(() => expect(server.asked).toBe(2));
      server.answer[1]!();
      await until(() => expect(observer.getCurrentResult().data).toBe("after"));
      leave();
    }
    stop();
  },
);

test("a ticket that was being read before it was opened is read again when it is opened", async () => {
  const stop = startLiveUpdates();
  const { server, leave } = follow("ticket");
  await until(() => expect(server.asked).toBe(1));
  server.answer[0]!();
  await until(() => expect(queryClient.getQueryData(["ticket", "T"])).toBe("before"));
  void queryClient.refetchQueries({ queryKey: ["ticket", "T"] });
  await until(() => expect(server.asked).toBe(2));
  // nobody looks at it when the event arrives
  leave();
  tell("ticket.assigned", null);
  server.answer[1]!();
  const query = queryClient.getQueryCache().find({ queryKey: ["ticket", "T"] })!;
  await until(() => expect(query.state).toMatchObject({ fetchStatus: "idle", isInvalidated: true }));
  stop();
});
