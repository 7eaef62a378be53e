import createMarkdown, { type MarkdownIt } from "markdown-it";

const CALLOUT = /^\[!(\w+)\][ \t]*(?:\n|$)/;
const KINDS: Record<string, string> = { tip: "tip", warning: "warning", caution: "warning", important: "warning" };

/** Turns quotes that begin with a line such as "[!TIP]" into callouts. */
function callouts(markdown: MarkdownIt): void {
  markdown.core.ruler.before("inline", "callouts", ({ tokens }) => {
    // the tags of the quotes that are open: to search the end of each took seconds for a text of 100,000 short ones
    const tags: string[] = [];
    for (const [at, token] of tokens.entries()) {
      if (token.type === "blockquote_close") token.tag = tags.pop()!;
      if (token.type !== "blockquote_open") continue;
      const text = tokens[at + 2];
      const kind = text?.type === "inline" ? CALLOUT.exec(text.content) : null;
      if (kind) {
        token.tag = "aside";
        token.attrSet("data-callout", KINDS[kind[1]!.toLowerCase()] ?? "info");
        text!.content = text!.content.slice(kind[0].length);
      }
      tags.push(token.tag);
    }
  });
}

const markdown = createMarkdown({ html: true }).use(callouts);

/**
 * The HTML of a Markdown text with tables, strikethrough and callouts. Articles are cleaned when they are saved, so
 * HTML in the text needs no care here.
 */
export const htmlOfMarkdown = (text: string): string => markdown.render(text).trimEnd();
