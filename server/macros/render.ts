import { type Liquid, Output, type Template } from "liquidjs";
import { blanksIn, PLACEHOLDERS } from "../../wire/macro-words.ts";
import { escapeHtml, messageHtml } from "../emails/html.ts";
import { asText, headerText, type LiquidValues, openEngine, TemplateError, toTemplateError } from "../emails/render.ts";

const engine = openEngine((value) => escapeHtml(asText(value)));
const lineEngine = openEngine(asText);
const NAME = /^\{\{-?\s*([a-z]\w*\.[a-z]\w*)/;

export interface RenderedText {
  text: string;
  blanks: string[];
}

/** Renders a macro's text as clean HTML. A placeholder without a value stays, for the author to fill in. */
export async function renderMacroText(html: string, values: LiquidValues): Promise<RenderedText> {
  const text = messageHtml(await fill(engine, html, values));
  return { text, blanks: blanksIn(text) };
}

/** Renders a line of plain text, such as a subject. */
export async function renderLine(line: string, values: LiquidValues): Promise<RenderedText> {
  const text = headerText(await fill(lineEngine, line, values));
  return { text, blanks: blanksIn(text) };
}

async function fill(engine: Liquid, source: string, values: LiquidValues): Promise<string> {
  const templates = parse(engine, source);
  for (const output of outputsOf(templates)) keepBlank(output);
  try {
    return String(await engine.render(templates, values));
  } catch (error) {
    throw toTemplateError(error);
  }
}

/** Why a text cannot be used in a macro; null if it can. */
export async function textProblem(
  html: string,
  inputs: readonly string[],
  placeholders: readonly string[] = PLACEHOLDERS,
): Promise<string | null> {
  try {
    const names = [...placeholders, ...inputs.map((name) => `input.${name}`)];
    const unknown = engine.globalFullVariablesSync(parse(engine, html)).find((name) => !names.includes(name));
    if (unknown !== undefined) return `${unknown} is not a placeholder. Use ${names.join(", ")}.`;
    await renderMacroText(html, {});
    return null;
  } catch (error) {
    if (error instanceof TemplateError) return error.message;
    throw error;
  }
}

function parse(engine: Liquid, html: string): Template[] {
  try {
    return engine.parse(html.replaceAll(/\{[{%][^{}]*[%}]\}/g, withoutMarkup));
  } catch (error) {
    throw toTemplateError(error);
  }
}

// an editor escapes placeholders as text, and may format a part of one
const withoutMarkup = (placeholder: string): string =>
  placeholder
    .replaceAll(/<[^<>]*>/g, "")
    .replaceAll(/&nbsp;|\u00a0/g, " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");

function outputsOf(templates: readonly Template[]): Output[] {
  return templates.flatMap((each) => {
    if (each instanceof Output) return [each];
    // the only tags are `if` and `unless`, which contain their templates
    const inner = each.children?.(false, true).next().value;
    return Array.isArray(inner) ? outputsOf(inner as Template[]) : [];
  });
}

/** Makes an output without a value write its own placeholder. */
function keepBlank(output: Output): void {
  const name = NAME.exec(output.token.getText())?.[1];
  if (!name) return;
  output.render = function* (context, emitter) {
    const value = String((yield output.value.value(context, false)) ?? "");
    emitter.write(value.trim() === "" ? `{{ ${name} }}` : value);
  };
}
