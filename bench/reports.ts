import { get, requestToken, send } from "./api.ts";
import { cpuSeconds, untilIdle } from "./cpu.ts";
import type { PrivateDocket } from "./docket.ts";
import { median } from "./measure.ts";
import { fillRecords } from "./records.ts";
import type { ReportTime } from "./reports-report.ts";

const REPORTS = (
  "summary created_resolved backlog open_by_status open_by_priority open_by_category open_by_team response_times first_response_by_agent resolution_times workload busiest_hours companies " +
  "sla sla_by_policy sla_by_team sla_by_priority satisfaction satisfaction_by_agent satisfaction_by_team satisfaction_by_category assignments macros_used automations_fired"
).split(" ");
// the last 30 days of the data, and the last year compared with the one before
const MONTH = "from=2026-10-22&to=2026-11-20";
const YEAR = "from=2025-11-21&to=2026-11-20&compare=true";
const REPEATS = 4;

/** Requests every report on its own: once after another report, then several times more. */
export async function runReports(
  docket: PrivateDocket,
  say: (text: string) => void,
): Promise<{ size: number; times: ReportTime[] }> {
  const { server } = docket;
  say("adding SLA clocks, surveys, assignments, macros used and automation runs, unless they exist");
  await fillRecords(docket.connection);
  await untilIdle(server.postgresPid);
  const token = await requestToken(server);
  const times: ReportTime[] = [];
  for (const report of REPORTS) {
    const time: ReportTime = {
      report,
      month: await timeOf(docket, token, `/reports/${report}/?${MONTH}`),
      year: await timeOf(docket, token, `/reports/${report}/?${YEAR}`),
    };
    say(`${report}: ${Math.round(time.month.ms)} ms, ${Math.round(time.year.ms)} ms`);
    times.push(time);
  }
  return { size: server.size, times };
}

async function timeOf({ server }: PrivateDocket, token: string, path: string): Promise<ReportTime["month"]> {
  const request = async () => {
    const began = performance.now();
    const { status, body } = await send(server.base, get(token, path));
    if (status !== 200) throw new Error(`${path} answered ${status}: ${body.subarray(0, 300)}`);
    const { rows } = JSON.parse(body.toString()) as { rows: unknown[] };
    if (rows.length === 0) throw new Error(`${path} has no rows, so that its time says nothing`);
    return performance.now() - began;
  };
  const first = await request();
  const cpu = cpuSeconds(server.postgresPid);
  const again: number[] = [];
  for (let n = 0; n < REPEATS; n += 1) again.push(await request());
  const cpuAfter = cpuSeconds(server.postgresPid);
  const postgresMs = cpu === null || cpuAfter === null ? null : ((cpuAfter - cpu) * 1000) / REPEATS;
  return { first, ms: median(again), postgresMs };
}
