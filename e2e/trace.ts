import type { CDPSession, Page } from "playwright-core";

/** An event of Chromium's trace, in microseconds. `tdur` is what its thread computed, without waiting for a processor. */
export interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  tdur?: number;
  args: { elementCount?: number; data?: { startTime?: number } };
}

/** Each task of the page's thread, its marks, and what it does to styles and layout. */
const CATEGORIES = ["toplevel", "blink.user_timing", "devtools.timeline"];
const TASK = "ThreadControllerImpl::RunTask";
const OWN = "of this thread";

/** Does something and returns what the page's thread did during that time. */
export async function trace(page: Page, act: () => Promise<unknown>): Promise<TraceEvent[]> {
  const devtools = await page.context().newCDPSession(page);
  const traceConfig = { includedCategories: CATEGORIES, excludedCategories: ["*"] };
  await devtools.send("Tracing.start", { transferMode: "ReturnAsStream", traceConfig });
  await act();
  await page.evaluate((name) => void performance.mark(name), OWN);
  const events = await endOf(devtools);
  await devtools.detach();
  const own = events.find(({ name }) => name === OWN)!;
  return events.filter(({ pid, tid }) => pid === own.pid && tid === own.tid);
}

async function endOf(devtools: CDPSession): Promise<TraceEvent[]> {
  const end = new Promise<{ stream?: string }>((resolve) => devtools.once("Tracing.tracingComplete", resolve));
  await devtools.send("Tracing.end");
  const { stream } = await end;
  let text = "";
  for (;;) {
    const { data, eof } = await devtools.send("IO.read", { handle: stream! });
    text += data;
    if (eof) break;
  }
  await devtools.send("IO.close", { handle: stream! });
  return (JSON.parse(text) as { traceEvents: TraceEvent[] }).traceEvents;
}

/** The processor time of each task in milliseconds that ran between two marks of the page, or in the whole trace. */
export function taskTimes(events: readonly TraceEvent[], from?: string, to?: string): number[] {
  const at = (mark: string | undefined, otherwise: number) => events.find(({ name }) => name === mark)?.ts ?? otherwise;
  const [begin, end] = [at(from, 0), at(to, Number.POSITIVE_INFINITY)];
  return events
    .filter(({ name, ts, dur = 0 }) => name === TASK && ts + dur > begin && ts < end)
    .map(({ tdur = 0 }) => tdur / 1000);
}
