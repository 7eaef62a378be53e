import "../lib/later-texts.ts";
import { IconCalendarEvent } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTexts } from "../lib/texts.ts";
import { clockOf, dayOf, momentOf } from "../lib/time.ts";
import css from "./InvitationCard.module.css";
import { type Invitation, readInvitation } from "./invitation.ts";

/** The invitation in an .ics file. Nothing if it cannot be read; the file can still be downloaded. */
export function InvitationCard({ id, file }: { id: string; file: string }) {
  const t = useTexts();
  const { data: invitation } = useQuery({
    queryKey: ["invitation", id],
    queryFn: async ({ signal }) => readInvitation(await (await fetch(pathOf(file), { signal })).text()),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (!invitation) return null;
  const { kind, title, repeats, place, organizer } = invitation;
  const when = [whenOf(invitation), repeats && t("invitation.repeats")].filter(Boolean).join(" · ");
  const lines = [
    ["when", when],
    ["where", place],
    ["organizer", organizer],
  ] as const;
  return (
    <section className={css.card} aria-label={t(`invitation.kinds.${kind}`)}>
      <IconCalendarEvent className={css.icon} size={20} stroke={1.6} aria-hidden />
      <div className={css.about}>
        <span className={css.kind}>{t(`invitation.kinds.${kind}`)}</span>
        <strong className={css.title} dir="auto">
          {title || t("invitation.untitled")}
        </strong>
        <dl>
          {lines.map(
            ([name, text]) =>
              text && (
                <div key={name}>
                  <dt>{t(`invitation.${name}`)}</dt>
                  <dd dir="auto">{text}</dd>
                </div>
              ),
          )}
        </dl>
      </div>
    </section>
  );
}

/** The path of the file on this server, whatever name the server gives itself: pages may load from no other. */
function pathOf(file: string): string {
  const { pathname, search } = new URL(file, location.href);
  return pathname + search;
}

function whenOf({ start, end, isAllDay }: Invitation): string {
  if (!start) return "";
  const [from, to] = isAllDay ? [dayOf(start), end && dayOf(end)] : [momentOf(start), end && momentOf(end)];
  if (!end || !to || to === from) return from;
  // within one day, the day is shown once
  return `${from} – ${!isAllDay && dayOf(start) === dayOf(end) ? clockOf(end) : to}`;
}
