import ICAL from "ical.js";

/** A calendar event in an email. */
export interface Invitation {
  kind: "request" | "cancel" | "reply" | "event";
  title: string;
  /** Null if it is not given. */
  start: Date | null;
  /** The end; for whole days, the last day. */
  end: Date | null;
  isAllDay: boolean;
  repeats: boolean;
  place: string;
  organizer: string;
}

const KINDS = { REQUEST: "request", PUBLISH: "event", CANCEL: "cancel", REPLY: "reply" } as const;
const MAX_LENGTH = 500;
const DAY_MS = 86_400_000;

/** The first event of an .ics file; null if there is none to read. */
export function readInvitation(text: string): Invitation | null {
  try {
    const calendar = new ICAL.Component(ICAL.parse(text));
    const component = calendar.getFirstSubcomponent("vevent");
    if (!component) return null;
    const event = new ICAL.Event(component);
    const method = String(calendar.getFirstPropertyValue("method") ?? "").toUpperCase();
    const isCancelled = String(component.getFirstPropertyValue("status")).toUpperCase() === "CANCELLED";
    const isAllDay = event.startDate?.isDate ?? false;
    const end = dateOf(event.endDate);
    return {
      kind: isCancelled ? "cancel" : (KINDS[method as keyof typeof KINDS] ?? "event"),
      title: line(event.summary),
      start: dateOf(event.startDate),
      // the end of an all-day event is the day after its last day
      end: end && isAllDay ? new Date(end.getTime() - DAY_MS) : end,
      isAllDay,
      repeats: event.isRecurring(),
      place: line(event.location),
      organizer: organizerOf(component),
    };
  } catch {
    return null;
  }
}

function dateOf(time: ICAL.Time | null): Date | null {
  // the middle of the day is on that day in every time zone
  const date = time?.isDate ? new Date(Date.UTC(time.year, time.month - 1, time.day, 12)) : time?.toJSDate();
  return date && !Number.isNaN(date.getTime()) ? date : null;
}

function organizerOf(event: ICAL.Component): string {
  const organizer = event.getFirstProperty("organizer");
  if (!organizer) return "";
  const address = String(organizer.getFirstValue() ?? "").replace(/^mailto:/i, "");
  const name = line(organizer.getFirstParameter("cn"));
  return name && name !== address ? `${name} <${line(address)}>` : line(address);
}

const line = (text: unknown): string =>
  String(text ?? "")
    .replaceAll(/\s+/g, " ")
    .trim()
    .slice(0, MAX_LENGTH);
