// The contact form for other sites, by one script tag:
//   <script src="https://help.example/portal/contact-form.js" async></script>
// It is drawn in a shadow root, so that neither page changes the other's look. It sets no cookie and stores nothing.
{
  const TEXTS = {
    en: {
      open: "Contact us",
      title: "Contact us",
      name: "Your name",
      email: "Your email address",
      subject: "Subject",
      text: "How can we help?",
      files: "Files (optional)",
      send: "Send",
      close: "Close",
      sending: "Sending…",
      sent: "Thank you. We received your message.",
      sentByEmail: "Thank you. We received your message and will reply by email.",
      failed: "Your message was not sent. Please try again.",
      tooOften: "Too many messages. Please try again later.",
      fields: "Please check the marked fields.",
      articles: "These articles may help",
      newTab: "They open in a new tab.",
    },
    th: {
      open: "ติดต่อเรา",
      title: "ติดต่อเรา",
      name: "ชื่อของคุณ",
      email: "อีเมลของคุณ",
      subject: "หัวข้อ",
      text: "ให้เราช่วยอะไรได้บ้าง",
      files: "ไฟล์ (ไม่บังคับ)",
      send: "ส่ง",
      close: "ปิด",
      sending: "กำลังส่ง…",
      sent: "ขอบคุณ เราได้รับข้อความของคุณแล้ว",
      sentByEmail: "ขอบคุณ เราได้รับข้อความของคุณแล้วและจะตอบทางอีเมล",
      failed: "ส่งข้อความไม่สำเร็จ โปรดลองอีกครั้ง",
      tooOften: "มีข้อความมากเกินไป โปรดลองอีกครั้งภายหลัง",
      fields: "โปรดตรวจสอบช่องที่ทำเครื่องหมายไว้",
      articles: "บทความเหล่านี้อาจช่วยได้",
      newTab: "บทความจะเปิดในแท็บใหม่",
    },
  };
  const STYLE = `
:host { all: initial; }
* { box-sizing: border-box; }
.root { --ink: light-dark(#1b1c1a, #ecece8); --surface: light-dark(#fff, #1b1c1a); --edge: light-dark(#8b8980, #767870);
  --late: light-dark(#b8281f, #ff8f85); font: 16px/24px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans Thai",
  sans-serif; color: var(--ink); }
button { font: inherit; font-weight: 600; min-height: 44px; padding: 8px 16px; border-radius: 8px; cursor: pointer;
  border: 1px solid var(--edge); background: var(--surface); color: var(--ink); }
.main { background: light-dark(#1b1c1a, #ecece8); border-color: transparent; color: light-dark(#fff, #1b1c1a); }
.open { position: fixed; right: 16px; bottom: 16px; z-index: 2147483000; border-radius: 22px;
  box-shadow: 0 2px 12px rgb(0 0 0 / 25%); }
dialog { width: min(440px, calc(100vw - 24px)); max-height: calc(100vh - 24px); overflow-y: auto; border: 1px solid
  var(--edge); border-radius: 12px; padding: 20px; background: var(--surface); color: var(--ink); }
dialog::backdrop { background: rgb(0 0 0 / 45%); }
h2 { font-size: 20px; line-height: 28px; margin: 0 0 8px; }
label { display: block; font-weight: 500; margin: 12px 0 4px; }
input, textarea { font: inherit; color: inherit; width: 100%; padding: 9px 12px; border: 1px solid var(--edge);
  border-radius: 8px; background: var(--surface); }
textarea { min-height: 120px; resize: vertical; }
[aria-invalid="true"] { border-color: var(--late); }
:focus-visible { outline: 2px solid light-dark(#2f5fd0, #86aaff); outline-offset: 2px; }
.trap { position: absolute; left: -9999px; }
.row { display: flex; gap: 8px; flex-wrap: wrap; margin-top: 16px; }
.end { position: absolute; top: 12px; right: 12px; }
.end button { border-color: transparent; padding: 8px 12px; }
::file-selector-button { font: inherit; font-weight: 600; font-size: 14px; color: inherit; border: 0; border-radius: 6px;
  padding: 4px 12px; margin-right: 12px; background: light-dark(#ebe9e3, #30312d); }
.suggested { border: 1px solid var(--edge); border-radius: 8px; padding: 8px 12px; margin-top: 12px; }
.suggested p, .suggested ul { margin: 0; padding: 0; list-style: none; }
.suggested b { display: block; }
.suggested a { display: block; padding: 6px 0; color: inherit; font-weight: 500; }
.small { font-size: 14px; line-height: 20px; }
.error { color: var(--late); margin: 12px 0 0; }
.status { margin: 12px 0 0; }`;

  const script = document.currentScript;
  const { language: asked, target, label } = script.dataset;
  const language = (asked || document.documentElement.lang || navigator.language).toLowerCase().startsWith("th")
    ? "th"
    : "en";
  const t = TEXTS[language];
  const address = new URL("/portal/tickets/", script.src);

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };
  const field = (name, input) => {
    input.id = name;
    input.name = name;
    return [element("label", { for: name }, t[name]), input];
  };

  /** When the form may be sent, and the token that allows it once. */
  let pass = null;
  const fetchPass = async () => {
    const response = await fetch(address, { credentials: "omit" });
    if (!response.ok) throw new Error(String(response.status));
    const { token, wait_seconds } = await response.json();
    pass = { token, at: Date.now() + wait_seconds * 1000 + 250 };
  };

  const error = element("p", { class: "error", role: "alert" });
  const status = element("p", { class: "status", role: "status" });
  const send = element("button", { class: "main" }, t.send);
  const inputs = {
    name: element("input", { autocomplete: "name", maxlength: "100" }),
    email: element("input", { type: "email", autocomplete: "email", maxlength: "254", required: "" }),
    subject: element("input", { maxlength: "200", required: "" }),
    text: element("textarea", { maxlength: "20000", required: "" }),
  };
  const files = element("input", { type: "file", multiple: "" });
  const trap = element("input", { name: "website", tabindex: "-1", autocomplete: "off", "aria-hidden": "true" });
  const list = element("ul");
  // announced as a whole: it has three short titles at most
  const suggested = element(
    "div",
    { class: "suggested" },
    element("b", {}, t.articles),
    element("span", { class: "small" }, t.newTab),
    list,
  );
  const live = element("div", { "aria-live": "polite" });
  const form = element(
    "form",
    {},
    ...Object.entries(inputs).flatMap(([name, input]) => field(name, input)),
    live,
    ...field("files", files),
    element("div", { class: "trap", "aria-hidden": "true" }, trap),
    error,
    element("div", { class: "row" }, send),
  );

  const post = (path, values, more) =>
    fetch(new URL(path, address), { method: "POST", body: new URLSearchParams(values), credentials: "omit", ...more });
  // the report on articles counts what visitors have seen and opened, by the form's token
  const report = (values) => {
    if (pass) post("suggestions/uses/", { token: pass.token, ...values }, { keepalive: true }).catch(() => {});
  };

  let shown = "";
  const show = (articles) => {
    const ids = articles.map(({ id }) => id).join();
    if (ids === shown) return;
    shown = ids;
    list.replaceChildren(
      ...articles.map(({ id, title, lang, path }) => {
        const link = element("a", { href: new URL(path, address), lang, target: "_blank", rel: "noopener" }, title);
        link.addEventListener("click", () => report({ opened: id }));
        return element("li", {}, link);
      }),
    );
    live.replaceChildren(...(ids ? [suggested] : []));
    if (ids) report({ shown: ids });
  };

  let running = null;
  let lastText = "";
  const suggest = async () => {
    const text = `${inputs.subject.value} ${inputs.text.value}`.trim();
    if (text === lastText) return;
    lastText = text;
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    try {
      const response = text.length < 3 ? null : await post("suggestions/", { text, language }, { signal });
      const { articles } = response?.ok ? await response.json() : { articles: [] };
      if (!signal.aborted) show(articles);
    } catch {
      // the form works without them
    }
  };
  let idle;
  for (const input of [inputs.subject, inputs.text])
    input.addEventListener("input", () => {
      clearTimeout(idle);
      idle = setTimeout(suggest, 300);
    });

  const markFaults = (faults) => {
    const wrong = Object.entries(inputs).filter(([name]) => faults[name]);
    for (const [name, input] of Object.entries(inputs))
      input.setAttribute("aria-invalid", String(Boolean(faults[name])));
    wrong[0]?.[1].focus();
    return wrong.length > 0 ? t.fields : t.failed;
  };

  const submit = async () => {
    if (!pass) await fetchPass();
    const { token, at } = pass;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, at - Date.now())));
    const body = new FormData();
    for (const [name, input] of Object.entries(inputs)) body.set(name, input.value);
    body.set("website", trap.value);
    body.set("token", token);
    for (const file of files.files) body.append("file", file);
    const response = await fetch(address, { method: "POST", body, credentials: "omit" });
    if (response.ok) {
      form.hidden = true;
      show([]);
      const { replies_by_email } = await response.json();
      status.textContent = replies_by_email ? t.sentByEmail : t.sent;
      return;
    }
    const faults = await response.json().catch(() => ({}));
    // a token that is used up or too old is replaced for the next try
    if (faults.token || response.status !== 400) pass = null;
    error.textContent = response.status === 429 ? t.tooOften : markFaults(faults);
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (send.disabled) return;
    send.disabled = true;
    error.textContent = "";
    status.textContent = t.sending;
    try {
      await submit();
    } catch {
      pass = null;
      error.textContent = t.failed;
    }
    if (!form.hidden) status.textContent = "";
    send.disabled = false;
  });

  const root = element("div", { class: "root", lang: language });
  const heading = element("h2", { id: "title" }, t.title);
  const begin = () => {
    if (form.hidden) form.reset();
    form.hidden = false;
    status.textContent = "";
    error.textContent = "";
    fetchPass().catch(() => {
      pass = null;
    });
  };

  const inPage = target ? document.querySelector(target) : null;
  const host = element("div");
  host.attachShadow({ mode: "open" }).append(element("style", {}, STYLE), root);
  if (inPage) {
    root.append(heading, form, status);
    inPage.append(host);
    form.addEventListener("focusin", begin, { once: true });
  } else {
    const close = element("button", { type: "button" }, t.close);
    const open = element("button", { type: "button", class: "main open", "aria-haspopup": "dialog" }, label || t.open);
    const end = element("div", { class: "end" }, close);
    const dialog = element("dialog", { "aria-labelledby": "title" }, heading, form, status, end);
    close.addEventListener("click", () => dialog.close());
    open.addEventListener("click", () => {
      begin();
      dialog.showModal();
    });
    root.append(open, dialog);
    document.body.append(host);
  }
}
