// @vitest-environment jsdom
import { describe, expect, test } from "vitest";
import { clean } from "./clean-html.ts";
import { shownOf } from "./shown-text.ts";

const words = (html: string | null) =>
  (html ?? "")
    .replaceAll(/<(?:br|\/p|\/div|\/tr|\/li|\/blockquote)[^>]*>/g, "\n")
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&nbsp;", " ")
    .replaceAll(/\s*\n\s*/g, "\n")
    .trim();
/** The visible text, and the folded one. */
function fold(text: string): { read: string; folded: string | null } {
  const { html, quoted, after } = shownOf(text);
  return {
    read: [words(html), words(after)].filter(Boolean).join("\n"),
    folded: quoted === null ? null : words(quoted),
  };
}

describe("the quoted part of an email is folded", () => {
  test.for([
    "On Mon, 23 Nov 2026 at 10:00, Ann <ann@example.com> wrote:",
    "On Mon, 23 Nov 2026 at 10:00, Ann\n<ann@example.com> wrote:",
    "On Mon, 23 Nov 2026 at 10:00,\nAnn Sutherland\n<ann@example.com> wrote:",
    "Am Mo., 23. Nov. 2026 um 10:00 Uhr schrieb Ann <ann@example.com>:",
    "Le lun. 23 nov. 2026 à 10:00, Ann <ann@example.com> a écrit :",
    "Il giorno lun 23 nov 2026 alle ore 10:00 Ann <ann@example.com> ha scritto:",
    "El lun, 23 nov 2026 a las 10:00, Ann (<ann@example.com>) escribió:",
    "Em seg., 23 de nov. de 2026 às 10:00, Ann <ann@example.com> escreveu:",
    "Op ma 23 nov 2026 om 10:00 schreef Ann <ann@example.com>:",
    "Op 23 nov. 2026, om 10:00 heeft Ann <ann@example.com> het volgende geschreven:",
    "пн, 23 нояб. 2026 г. в 10:00, Ann <ann@example.com> пишет:",
    "23 ноября 2026, Ann <ann@example.com> писал(а):",
    "ma 23. marrask. 2026 klo 10.00 Ann (ann@example.com) kirjoitti:",
    "Den man. 23. nov. 2026 kl. 10.00 skrev Ann <ann@example.com>:",
    "Den mån 23 nov. 2026 kl 10:00 skrev Ann <ann@example.com>:",
    "Ann <ann@example.com> ezt írta (időpont: 2026. nov. 23., H, 10:00):",
    "W dniu pon., 23 lis 2026 o 10:00 Ann <ann@example.com> napisał(a):",
    "po 23. 11. 2026 v 10:00 odesílatel Ann <ann@example.com> napsal:",
    "23 Kas 2026 Pzt 10:00 tarihinde Ann <ann@example.com> şunu yazdı:",
    "เมื่อ จ. 23 พ.ย. 2026 เวลา 10:00 Ann <ann@example.com> เขียนว่า:",
    "2026年11月23日(月) 10:00 Ann <ann@example.com>のメール:",
    "Ann <ann@example.com> 于2026年11月23日周一 10:00写道：",
    "---- On Mon, 23 Nov 2026 10:00:00 +0100 Ann <ann@example.com> wrote ----",
    "2026-11-23 10:00 GMT+01:00 Ann <ann@example.com>:",
    "-----Original Message-----",
    "-----Ursprüngliche Nachricht-----",
    "-------- Messaggio originale --------",
  ])("after %s", (announcement) => {
    const old = "Have you tried it?";
    const plain = fold(`It works again.\n\n${announcement}\n> ${old}`);
    expect(plain.read).toBe("It works again.");
    expect(plain.folded).toContain(old);
    const lines = announcement.replaceAll("<", "&lt;").replaceAll(">", "&gt;").split("\n");
    const html = fold(`<p>It works again.</p><p>${lines.join("<br>")}</p><blockquote>${old}</blockquote>`);
    expect(html.read).toBe("It works again.");
    expect(html.folded).toContain(old);
    const asLink = lines.join(" ").replace("ann@example.com", '<a href="mailto:ann@example.com">ann@example.com</a>');
    expect(fold(`<div>It works again.<br><br>${asLink}<br><blockquote>${old}</blockquote></div>`).read).toBe(
      "It works again.",
    );
  });

  test.for([
    ["English", "From", "Sent", "To", "Subject"],
    ["German", "Von", "Gesendet", "An", "Betreff"],
    ["French", "De", "Envoyé", "À", "Objet"],
    ["Italian", "Da", "Inviato", "A", "Oggetto"],
    ["Spanish", "De", "Enviado el", "Para", "Asunto"],
    ["Portuguese", "De", "Enviada em", "Para", "Assunto"],
    ["Dutch", "Van", "Verzonden", "Aan", "Onderwerp"],
    ["Polish", "Od", "Wysłano", "Do", "Temat"],
    ["Danish", "Fra", "Sendt", "Til", "Emne"],
    ["Swedish", "Från", "Skickat", "Till", "Ämne"],
    ["Finnish", "Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"],
    ["Hungarian", "Feladó", "Elküldve", "Címzett", "Tárgy"],
    ["Russian", "От", "Отправлено", "Кому", "Тема"],
    ["Thai", "จาก", "ส่ง", "ถึง", "เรื่อง"],
    ["Chinese", "发件人", "发送时间", "收件人", "主题"],
    ["Japanese", "差出人", "送信日時", "宛先", "件名"],
  ] as const)("after the header that Outlook writes in %s", ([, from, sent, to, subject]) => {
    const values = [`${from}: Ann`, `${sent}: Montag, 23. November 2026 10:00`, `${to}: Desk`, `${subject}: Lobby`];
    expect(fold(`It works again.\n\n${values.join("\n")}\n\nHave you tried it?`).read).toBe("It works again.");
    // 2016 and later
    const bold = values.map((line) => line.replace(/^([^:]+:)/, "<b>$1</b>"));
    const outlook = `<div class=WordSection1><p class=MsoNormal>It works again.<o:p></o:p></p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal>${bold.join("<br>")}<o:p></o:p></p></div></div><p class=MsoNormal>Have you tried it?</p></div>`;
    expect(fold(outlook).read).toBe("It works again.");
    // on the web
    const web = `<div>It works again.</div><hr><div id="divRplyFwdMsg"><font face="Calibri">${bold.join("<br>\n")}</font></div><div>Have you tried it?</div>`;
    expect(fold(web).read).toBe("It works again.");
    // 2003
    const old = `<DIV><SPAN>It works again.</SPAN></DIV><BLOCKQUOTE dir=ltr><DIV>-----Original Message-----<BR>${bold.join("<BR>")}</DIV><P>Have you tried it?</P></BLOCKQUOTE>`;
    expect(fold(old).read).toBe("It works again.");
    // each in a paragraph of its own
    expect(
      fold(`<p>It works again.</p>${bold.map((line) => `<p>${line}</p>`).join("")}<p>Have you tried it?</p>`).read,
    ).toBe("It works again.");
  });

  test("and the text below it is shown", () => {
    const text = "Hello,\n\nOn Mon, 23 Nov 2026, Ann wrote:\n> Have you tried it?\n> Ann\n\nYes, it works again.";
    expect(fold(text)).toEqual({
      read: "Hello,\nYes, it works again.",
      folded: "On Mon, 23 Nov 2026, Ann wrote:\nHave you tried it?\nAnn",
    });
    const html = `<div>It works.</div><div class="gmail_quote">On Mon, 23 Nov 2026, Ann wrote:<blockquote>Tried?</blockquote></div><div>-- <br>Bob</div>`;
    expect(fold(html).read).toBe("It works.\n--\nBob");
  });
});

describe("nothing is folded", () => {
  test.for([
    "Ask Ann <ann@example.com>",
    "<p>Bye</p><p>Unsubscribe&lt;https://example.com/u&gt;</p>",
    "<p>Hello,</p><p>On Monday at nine Ann wrote:</p><p>the bar is silent since then</p>",
    "The load is at\n> 90 %",
    "It is silent.\nOn Monday your colleague wrote: it works again.\nIt does not.",
    "Please note:\nFrom: 8 am on Monday we are closed.\nTo the rest, see you.",
    "On Mon, 23 Nov 2026, Ann wrote:\n> Have you tried it?",
    "On Mon, 23 Nov 2026, Ann wrote:\n> Is it on?\nYes.\n> And now?\nNo.",
    "<blockquote>the only text</blockquote>",
    "From: Ann\nSent: Monday\nTo: Desk\nSubject: Lobby\n\nthe only text",
  ])("in %s", (text) => {
    expect(fold(text).folded).toBeNull();
  });
});

describe("all text is shown", () => {
  test.for([
    ["a<b and c>d then <b>bold?</b>", "a<b and c>d then bold?"],
    ["run restart <zone> now", "run restart <zone> now"],
    ["<p>write to Ann <ann@example.com></p>", "write to Ann <ann@example.com>"],
    ["if a <b then c> d", "if a <b then c> d"],
    ["<p>a<o:p>b</o:p><st1:place>c</st1:place><blink>d</blink></p>", "abcd"],
    ["<https://example.com>", "<https://example.com>"],
  ] as const)("in %s", ([text, shown]) => {
    expect(fold(text).read).toBe(shown);
  });
  test("with the tabs, columns and empty lines of plain text", () => {
    const { html } = shownOf("Zone\tStatus\nLobby   off\n\n  indented");
    expect(html).toContain('style="white-space: pre-wrap"');
    expect(html).toContain("Zone\tStatus<br>Lobby   off<br><br>  indented");
    expect(shownOf('<div style="white-space:pre-wrap;position:fixed">a  b</div>').html).toBe(
      '<div style="white-space: pre-wrap">a  b</div>',
    );
  });
  test("in its color if that is readable, and in its place", () => {
    const html =
      '<p style="color:#c00000;text-align:center;position:fixed">a</p><p style="color:white">b</p><font color="#0000ff">c</font>';
    expect(shownOf(html).html).toBe(
      '<p style="color: rgb(192, 0, 0); text-align: center">a</p><p>b</p><span style="color: rgb(0, 0, 255)">c</span>',
    );
  });
  test("and a missing picture is named", () => {
    expect(shownOf('<p><img src="cid:image001.png@01D7.5F"></p>').html).toBe('<p><img alt="image001.png"></p>');
    expect(shownOf('<img alt="Logo" src="https://evil.example/x.png">').html).toBe(
      '<img alt="Logo · evil.example" data-source="https://evil.example/x.png">',
    );
  });
});

test.for([
  '<p style="position:fixed;inset:0;background:url(https://evil.example/x)">over all</p>',
  '<font color="red;background:url(https://evil.example/x)">x</font>',
  '<center style="color:expression(hacked())">x</center>',
  '<p style="color:var(--x)" align="center;x">x</p>',
  '<img data-source="javascript:hacked()" src="https://evil.example/x">',
])("a style sets nothing but color, weight and alignment: %s", (html) => {
  const once = clean(html);
  expect(clean(once)).toBe(once);
  expect(once).not.toMatch(/url|position|expression|var\(|javascript|https:/i);
});

describe("a picture of another site", () => {
  test("has no address that loads, and its own once in the list", () => {
    const picture = '<img src="https://shop.example/a.png?b=1&amp;c=2" alt="Logo">';
    const { html, remote } = shownOf(`<p>${picture}${picture}</p>`);
    expect(remote).toEqual(["https://shop.example/a.png?b=1&c=2"]);
    expect(html).not.toContain(" src=");
    expect(html).toContain('alt="Logo · shop.example"');
  });

  test.for([
    '<img src="cid:missing.png@mail">',
    '<img src="data:image/png;base64,AAAA" data-source="https://shop.example/a.png">',
    '<img data-source="javascript:alert(1)">',
    '<a href="https://shop.example/a.png">https://shop.example/b.png</a>',
  ])("is not %s", (text) => {
    expect(shownOf(text).remote).toEqual([]);
  });
});
