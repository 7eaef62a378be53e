import { Liquid } from "liquidjs";
import { escapeHtml, plainText } from "./html.ts";
import type { Template } from "./texts/texts.ts";

/** HTML that a template inserts unchanged. Everything else is escaped. */
export class SafeHtml {
  readonly html: string;
  constructor(html: string) {
    this.html = html;
  }
}

export type LiquidValues = Record<string, unknown>;

export interface RenderedEmail {
  subject: string;
  body: string;
  footer: string;
}

/** A template that is not valid Liquid, or exceeds the limits of an email. */
export class TemplateError extends Error {}

const MAX_SUBJECT_LENGTH = 250;
const TAGS = new Set(["if", "unless"]);
// without `raw`, which would switch escaping off, and `replace`, which could make a text grow without limit
const FILTERS = new Set([
  "append",
  "capitalize",
  "default",
  "downcase",
  "escape",
  "prepend",
  "strip",
  "truncate",
  "upcase",
]);

/** An engine for templates of users: no files, no loops, and limits of time and memory. */
export function openEngine(output: (value: unknown) => string): Liquid {
  const engine = new Liquid({
    ownPropertyOnly: true,
    strictFilters: true,
    outputEscape: output,
    parseLimit: 100_000,
    // There are no loops, so the length of a template limits its time. A limit of a few milliseconds would fail when
    // the processor is busy.
    renderLimit: 2_000,
    memoryLimit: 100_000,
    // templates cannot include files
    templates: {},
  });
  for (const name of Object.keys(engine.tags)) if (!TAGS.has(name)) delete engine.tags[name];
  for (const name of Object.keys(engine.filters)) if (!FILTERS.has(name)) delete engine.filters[name];
  return engine;
}

/** A value of a template as plain text. */
export const asText = (value: unknown): string =>
  value === null || value === undefined ? "" : value instanceof SafeHtml ? plainText(value.html) : String(value);
const htmlEngine = openEngine((value) => (value instanceof SafeHtml ? value.html : escapeHtml(asText(value))));
const textEngine = openEngine(asText);

/** Renders one part of a template; a TemplateError if it cannot be. */
export async function tryRender(part: keyof RenderedEmail, text: string, values: LiquidValues): Promise<string> {
  const engine = part === "subject" ? textEngine : htmlEngine;
  try {
    const html = String(await engine.render(engine.parse(text), values));
    return part === "subject" ? headerText(html).slice(0, MAX_SUBJECT_LENGTH) : html;
  } catch (error) {
    throw toTemplateError(error);
  }
}

/** Throws a TemplateError if a text is not a valid template: it names an unknown tag, or does not close one. */
export function checkSyntax(text: string): void {
  try {
    htmlEngine.parse(text);
  } catch (error) {
    throw toTemplateError(error);
  }
}

// the further lines of Liquid's message say where the fault is
export const toTemplateError = (error: unknown) => new TemplateError((error as Error).message.split("\n")[0]);

export async function render({ subject, body, footer = "" }: Template, values: LiquidValues): Promise<RenderedEmail> {
  return {
    subject: await tryRender("subject", subject, values),
    body: await tryRender("body", body, values),
    footer: await tryRender("footer", footer, values),
  };
}

/** A text for a header: one line, no control characters. */
export const headerText = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();

const PREFIXES = /^(?:(?:re|aw|sv|antw|odp|vs|fwd?|wg|tr|rv|回复|转发|ตอบกลับ|ส่งต่อ)(?:\s*\[\d+\])?\s*[:：]\s*)+/iu;

/** The subject of a ticket's emails: the customer's own, once with "Re:" and once with the number. */
export function threadSubject(subject: string, number: string): string {
  const bare = headerText(subject.replaceAll(`[${number}]`, " "))
    .replaceAll(/\s+/g, " ")
    .replace(PREFIXES, "")
    .trim();
  return `Re: ${bare} [${number}]`;
}
