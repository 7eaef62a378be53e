// @vitest-environment jsdom
import { getSchema } from "@tiptap/core";
import { DOMParser } from "@tiptap/pm/model";
import { EditorState } from "@tiptap/pm/state";
import { describe, expect, test } from "vitest";
import { inlinePictures } from "./inline-pictures.ts";
import { htmlOfPaste, pastedText } from "./pasted.ts";
import { richText } from "./schema.ts";
import { WrittenText } from "./written-text.ts";

const schema = getSchema(richText(inlinePictures(() => undefined)));

/** What the editor writes after a paste into an empty editor. */
function afterPaste(html: string): string {
  const holder = document.createElement("div");
  holder.innerHTML = htmlOfPaste(html);
  const written = new WrittenText(schema);
  written.open("");
  return written.html(DOMParser.fromSchema(schema).parse(holder));
}

function afterTextPaste(text: string): string {
  const written = new WrittenText(schema);
  const state = EditorState.create({ doc: schema.nodeFromJSON(written.open("")) });
  const slice = pastedText(schema, text, state.selection.$from);
  return written.html(state.apply(state.tr.replaceSelection(slice)).doc);
}

describe("pasted content", () => {
  test("from Excel becomes a table", () => {
    const html = `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta name=Generator content="Microsoft Excel 15"><style>td {mso-x: 1}</style></head>
      <body><table border=0 cellpadding=0 width=128 style='border-collapse:collapse;width:96pt'><!--StartFragment--><col width=64 span=2>
      <tr height=20><td height=20 class=xl65 width=64>A1</td><td align=right width=64>B2</td></tr>
      <tr><td colspan=2 style='color:red'>both</td></tr><!--EndFragment--></table></body></html>`;
    expect(afterPaste(html)).toBe(
      '<table><tbody><tr><td>A1</td><td style="text-align: right">B2</td></tr><tr><td colspan="2">both</td></tr></tbody></table>',
    );
  });
  test("from Outlook becomes a table with paragraphs around it", () => {
    const html =
      "<div class=WordSection1><p class=MsoNormal>Zones:<o:p></o:p></p><table class=MsoTableGrid border=1><tr><td><p class=MsoNormal><b>Lobby</b><o:p></o:p></p></td><td><p class=MsoNormal>off</p></td></tr></table></div>";
    expect(afterPaste(html)).toBe(
      "<p>Zones:</p><table><tbody><tr><td><strong>Lobby</strong></td><td>off</td></tr></tbody></table>",
    );
  });
  test("from Google Docs is bold where it was bold", () => {
    const html =
      '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span style="font-weight:400;color:#000000">plain </span><span style="font-weight:700">bold</span></p><br></b>';
    expect(afterPaste(html)).toBe("<p>plain <strong>bold</strong></p>");
  });
  test("from Word becomes nested lists", () => {
    const item = (level: number, marker: string, text: string) =>
      `<p class=MsoListParagraphCxSpMiddle style='text-indent:-.25in;mso-list:l0 level${level} lfo1'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>${marker}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>${text}<o:p></o:p></p>\r\n`;
    const html = `<p class=MsoNormal>Do:</p>\r\n${item(1, "·", "One")}${item(2, "o", "Inner")}${item(1, "·", "Two")}<p class=MsoNormal>Then:</p>${item(1, "1.", "First")}${item(1, "2.", "Second")}`;
    expect(afterPaste(html)).toBe(
      "<p>Do:</p><ul><li>One<ul><li>Inner</li></ul></li><li>Two</li></ul><p>Then:</p><ol><li>First</li><li>Second</li></ol>",
    );
  });
  test("from Outlook on the web becomes a list without its bullets", () => {
    const item = (text: string) => `<p class="MsoListParagraph">·<span>&nbsp;&nbsp; </span>${text}</p>`;
    expect(afterPaste(item("One") + item("Two"))).toBe("<ul><li>One</li><li>Two</li></ul>");
  });
  test("from VS Code becomes a code block with indents", () => {
    const html = `<meta charset='utf-8'><div style="color: #d4d4d4;background-color: #1e1e1e;font-family: 'Droid Sans Mono', monospace;white-space: pre;"><div><span style="color: #c586c0;">if</span> (x) {</div><div>    <span>go</span>();</div><br><div>}</div></div>`;
    expect(afterPaste(html)).toBe("<pre><code>if (x) {\n    go();\n\n}</code></pre>");
  });
  test("from a web page loses its colors", () => {
    expect(afterPaste('<span style="color: rgb(90, 0, 0); font-weight: 600">now</span>')).toBe(
      "<p><strong>now</strong></p>",
    );
  });
  test("as plain text keeps tabs, columns, lines and paragraphs", () => {
    expect(afterTextPaste("Zone\tStatus\r\nLobby   off\r\n\r\nBye\r\n")).toBe(
      '<p style="white-space: pre-wrap">Zone\tStatus<br>Lobby   off</p><p>Bye</p>',
    );
  });
});
