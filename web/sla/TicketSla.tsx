import "../lib/later-texts.ts";
import { IconClock, IconPlayerPause } from "@tabler/icons-react";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { type Translate, useTexts } from "../lib/texts.ts";
import { durationOf } from "../lib/time.ts";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import css from "./Sla.module.css";
import { SlaAhead, SlaBar } from "./SlaBar.tsx";
import { clockWords, secondsText, spanText } from "./sla-words.ts";
import { openTargetText, WHOLE_DAY } from "./targets.ts";
import { momentInZone } from "./zone.ts";

type Sla = AnswerOf<"GET", "/tickets/{id}/sla/">;
type TicketClock = Sla["clocks"][number];

// the account grows while time passes
const AGAIN_MS = 60_000;
const SECOND_MS = 1000;

/** When an account is read again: right after a clock is due or open hours begin or end, or else in a minute. */
export function againIn(clocks: readonly Pick<TicketClock, "due_at" | "ahead">[], now: number): number {
  const times = clocks.flatMap(({ due_at, ahead }) => [due_at, ahead[0]?.to].map((at) => (at ? Date.parse(at) : 0)));
  const next = times.filter((at) => at > now).map((at) => at - now + SECOND_MS);
  return Math.min(AGAIN_MS, ...next);
}

export const slaQuery = (id: string) =>
  queryOptions({
    queryKey: ["ticket-sla", id],
    queryFn: ({ signal }) => api.get("/tickets/{id}/sla/", { path: { id }, signal }),
    refetchInterval: ({ state: { data } }) => againIn(data?.clocks ?? [], Date.now()),
  });

/** The time left of the clock that ends first, and when it ends; or that the customer does not have the last reply. */
export function SlaBadge() {
  const t = useTexts();
  const { ticket } = useOpenTicket();
  const { data } = useQuery(slaQuery(ticket.id));
  if (data && isLastAnswerUnsent(data))
    return (
      <span className={css.badge} data-state="breached">
        <IconClock size={16} aria-hidden />
        <span>{t("sla.left.unsent")}</span>
      </span>
    );
  if (!data?.state || !data.metric) return null;
  const seconds = Math.abs(data.left_seconds ?? 0);
  // the time left is in open hours, the lateness in ordinary ones
  const isLate = data.state === "breached";
  const minutes = Math.round(seconds / 60);
  const time =
    minutes === 0 ? spanText(Math.max(1, seconds)) : isLate ? durationOf(seconds / 3600) : secondsText(minutes * 60);
  const clock = data.clocks.findLast(({ metric }) => metric === data.metric);
  const at = data.due_at ? momentInZone(data.due_at, clock?.time_zone ?? null) : "";
  const words = t(`sla.left.${data.state}`, { time, at });
  const isOpenHours = data.due_at && clock?.ahead.some(({ because }) => because !== "open_hours");
  const hint = isOpenHours && data.state !== "breached" && ` (${t("inbox.openHours")})`;
  const Picture = data.state === "paused" ? IconPlayerPause : IconClock;
  return (
    <span className={css.badge} data-state={data.state} title={hint ? words + hint : undefined}>
      <Picture size={16} aria-hidden />
      <span>
        <span className="only-read-out">{t(`sla.metrics.${data.metric}`)}: </span>
        {words}
        {hint && <span className="only-read-out">{hint}</span>}
      </span>
    </span>
  );
}

const isLastAnswerUnsent = ({ clocks }: Sla): boolean =>
  clocks.findLast(({ metric }) => metric !== "resolution")?.is_answer_unsent ?? false;

/** That the first response was not emailed, beside its time; nothing if it was, or needs no email. */
export function FirstResponseUnsent() {
  const t = useTexts();
  const { ticket } = useOpenTicket();
  const { data } = useQuery(slaQuery(ticket.id));
  const clock = data?.clocks.find(({ metric }) => metric === "first_response");
  return clock?.is_answer_unsent ? <span className={css.unsent}> · {t("sla.notEmailed")}</span> : null;
}

/** The clocks of the ticket, each with an account of every second. Nothing for a ticket without a policy. */
export function SlaClocks({ className }: { className: string | undefined }) {
  const t = useTexts();
  const id = useId();
  const { ticket } = useOpenTicket();
  const { data } = useQuery(slaQuery(ticket.id));
  if (!data || clocksIn(data).length === 0) return null;
  return (
    <section className={className} aria-labelledby={id}>
      <h2 id={id}>{t("sla.title")}</h2>
      <ClocksOf sla={data} />
    </section>
  );
}

// a policy need not have a target for each clock
const clocksIn = ({ clocks }: Sla): readonly TicketClock[] =>
  clocks.filter(({ target_seconds }) => target_seconds !== null);

/** Every clock of a ticket, and where its targets and hours come from. */
export function ClocksOf({ sla }: { sla: Sla }) {
  const t = useTexts();
  const clocks = clocksIn(sla);
  const last = clocks.at(-1);
  if (!last) return null;
  const isSame = hasOnePolicy(clocks);
  return (
    <>
      {clocks.map((clock) => (
        <ClockAccount key={`${clock.metric} ${clock.started_at}`} clock={clock} hasPolicies={!isSame} />
      ))}
      {sla.next_response_seconds !== null && (
        <p className={css.policy}>{t("sla.nextResponse", { time: targetOf(t, last, sla.next_response_seconds) })}</p>
      )}
      {isSame && last.policies[0] && <p className={css.policy}>{policyText(t, last.policies[0])}</p>}
    </>
  );
}

type AppliedPolicy = TicketClock["policies"][number];

const policyText = (t: Translate, { policy_name, calendar_name, is_deleted }: AppliedPolicy): string =>
  [is_deleted ? t("sla.deleted", { policy: policy_name }) : policy_name, calendar_name].filter(Boolean).join(" · ");

/** Whether the same version of one policy applied to all clocks from start to stop. */
const hasOnePolicy = (clocks: readonly TicketClock[]): boolean =>
  new Set(clocks.flatMap(({ policies }) => policies.map(({ policy, policy_version: n }) => `${policy} ${n}`))).size <=
  1;

/** The policies that applied to a clock, and since when; versions of one policy with their numbers. */
function PoliciesOf({ clock: { policies, time_zone: zone } }: { clock: TicketClock }) {
  const t = useTexts();
  return policies.map((each) => {
    const text = policyText(t, each);
    const hasVersions = policies.filter((other) => policyText(t, other) === text).length > 1;
    const policy = hasVersions ? t("sla.version", { policy: text, version: each.policy_version }) : text;
    const at = momentInZone(each.from, zone);
    return (
      <p key={each.from} className={css.policy}>
        {policies.length > 1 ? t("sla.since", { at, policy }) : policy}
      </p>
    );
  });
}

/** A target as people typed it: "2d (18h open)". */
const targetOf = (t: Translate, { open_day_seconds: day }: TicketClock, seconds: number): string =>
  openTargetText(t, seconds / 60, day === null ? WHOLE_DAY : day / 60);

function ClockAccount({ clock, hasPolicies }: { clock: TicketClock; hasPolicies: boolean }) {
  const t = useTexts();
  const {
    metric,
    state,
    counted_seconds,
    target_seconds,
    due_at,
    segments,
    ahead,
    is_answer_unsent,
    time_zone: zone,
  } = clock;
  return (
    <div className={css.clock}>
      <p className={css.head}>
        <b>{t(`sla.metrics.${metric}`)}</b>
        <span data-late={state === "breached" || undefined}>{clockWords(t, clock)}</span>
        <span>
          {target_seconds === null
            ? spanText(counted_seconds)
            : t(zone ? "sla.ofOpen" : "sla.of", {
                counted: spanText(counted_seconds),
                target: targetOf(t, clock, target_seconds),
              })}
        </span>
        {due_at && <span>{t("sla.dueAt", { at: momentInZone(due_at, zone) })}</span>}
      </p>
      {is_answer_unsent && <p className={css.unsent}>{t("sla.answerUnsent")}</p>}
      <SlaBar
        {...{ segments, zone }}
        isLate={state === "breached"}
        left={Math.max(0, (target_seconds ?? 0) - counted_seconds)}
      />
      <SlaAhead segments={ahead} zone={zone} />
      {hasPolicies && <PoliciesOf clock={clock} />}
    </div>
  );
}
