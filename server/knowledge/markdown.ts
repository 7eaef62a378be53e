import createMarkdown, { type MarkdownIt } from "markdown-it";

const CALLOUT = /^\[!(\w+)\][ \t]*(?:\n|$)/;
const KINDS: Record<string, string> = { tip: "tip", warning: "warning", caution: "warning", important: "warning" };

/** Quotes that begin with a line such as "[!TIP]" become callouts. */
function callouts(markdown: MarkdownIt): void {
  markdown.core.ruler.before("inline", "callouts", ({ tokens }) => {
    for (const [at, open] of tokens.entries()) {
      const text = tokens[at + 2];
      const kind = open.type === "blockquote_open" && text?.type === "inline" ? CALLOUT.exec(text.content) : null;
      if (!kind) continue;
      const close = tokens.findIndex(
        ({ type, level }, n) => n > at && type === "blockquote_close" && level === open.level,
      );
      open.tag = "aside";
      open.attrSet("data-callout", KINDS[kind[1]!.toLowerCase()] ?? "info");
      tokens[close]!.tag = "aside";
      text!.content = text!.content.slice(kind[0].length);
    }
  });
}

const markdown = createMarkdown({ html: true }).use(callouts);

/**
 * The HTML of a Markdown text with tables, strikethrough and callouts. Articles are cleaned when they are saved, so
 * HTML in the text needs no care here.
 */
export const htmlOfMarkdown = (text: string): string => markdown.render(text).trimEnd();
