/** What a report says about the delivery of one of our emails. */
export interface DeliveryReport {
  action: "failed" | "delayed" | "delivered" | "relayed" | "expanded";
  /** As 5.1.1; empty if the report has none. */
  status: string;
  /** The address that it is about, and the one that it was sent to first; none if the report names none. */
  recipients: readonly string[];
  /** The words of the reporting server. */
  diagnostic: string;
  isComplaint: boolean;
}

const ACTIONS = ["failed", "delayed", "delivered", "relayed", "expanded"] as const;
const MAX_RECIPIENTS = 100;

/** Reads a message/delivery-status part: a block of fields for the email, then one for each recipient. */
export const readDeliveryStatus = (text: string): DeliveryReport[] =>
  text
    .replaceAll(/\r?\n[ \t]+/g, " ")
    .split(/\r?\n\r?\n/)
    .slice(0, MAX_RECIPIENTS)
    .flatMap((block) => readRecipient(block) ?? []);

function readRecipient(block: string): DeliveryReport | null {
  const fields = new Map<string, string>();
  for (const line of block.split(/\r?\n/)) {
    const [, name, value] = /^([A-Za-z-]{1,60}):\s*(.*)$/.exec(line) ?? [];
    if (name && !fields.has(name.toLowerCase())) fields.set(name.toLowerCase(), value!.trim());
  }
  const action = ACTIONS.find((each) => each === (fields.get("action") ?? "").toLowerCase().split(/[\s(]/)[0]);
  const status =
    /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(fields.get("status") ?? fields.get("diagnostic-code") ?? "")?.[0] ?? "";
  if (!action && !status) return null;
  const withoutType = (value = "") => value.replace(/^[^;]{1,30};\s*/, "").replaceAll(/^<|>$/g, "");
  return {
    action: action ?? (status.startsWith("5") ? "failed" : status.startsWith("4") ? "delayed" : "delivered"),
    status,
    recipients: ["final-recipient", "original-recipient"].flatMap(
      (name) => withoutType(fields.get(name)).slice(0, 254) || [],
    ),
    diagnostic: withoutType(fields.get("diagnostic-code")).slice(0, 1000),
    isComplaint: false,
  };
}

/** Reads a message/feedback-report part: the recipient has marked the email as spam. */
export const readComplaint = (text: string): DeliveryReport | null =>
  text ? { action: "delivered", status: "", recipients: [], diagnostic: "", isComplaint: true } : null;

/** Reads the report of a server without such a part, by the words in it. */
export function readKnownWords(text: string): DeliveryReport | null {
  const status = /\b([45]\.\d{1,3}\.\d{1,3})\b/.exec(text)?.[1] ?? "";
  const isDelayed =
    /\b(?:delayed|warning message|still being retried|will (?:be|keep) (?:retried|trying)|temporar)/i.test(text);
  const isFailed =
    /\b(?:undeliver(?:able|ed)|could(?: not|n't) be delivered|delivery (?:has )?failed|permanent (?:fatal )?error|user unknown|unknown user|no such (?:user|recipient|mailbox|address)|mailbox (?:not found|unavailable|is full|full)|quota exceeded|does(?: not|n't) exist|unrouteable|rejected|returned mail)/i.test(
      text,
    );
  if (!isFailed && !isDelayed && !status) return null;
  const action = isDelayed && !status.startsWith("5") ? "delayed" : status.startsWith("4") ? "delayed" : "failed";
  const diagnostic = text.split("\n").find((line) => /\b[45]\d\d[ -]/.test(line)) ?? "";
  return { action, status, recipients: [], diagnostic: diagnostic.trim().slice(0, 1000), isComplaint: false };
}
