// Improves the form of a new request, which works without it, too: articles appear while the customer writes, and a
// second press on the button sends nothing twice.
{
  const IDLE_MS = 300;
  const MIN_LENGTH = 3;

  const form = document.querySelector("form[data-suggestions]");
  const { suggestions: address } = form.dataset;
  const box = document.getElementById("suggested");
  const list = box.querySelector("ul");
  const status = document.getElementById("suggested-status");
  const { subject, text, confirmed, token } = form.elements;

  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  let shown = "";
  const reported = new Set();
  const show = (articles) => {
    const ids = articles.map(({ id }) => id).join();
    if (ids === shown) return;
    shown = ids;
    list.replaceChildren(
      ...articles.map(({ id, title, summary, lang, path }) => {
        const link = element("a", { href: path, target: "_blank", rel: "noopener" }, title);
        if (token) link.addEventListener("click", () => send({ opened: id }));
        return element("li", { lang }, link, element("span", { class: "small" }, summary));
      }),
    );
    box.hidden = articles.length === 0;
    status.textContent = articles.length > 0 ? box.dataset.status.replace("{n}", articles.length) : "";
    reportShown(articles.map(({ id }) => id).filter((id) => !reported.has(id)));
  };

  // the report on articles counts what customers have seen
  const reportShown = (ids) => {
    for (const id of ids) reported.add(id);
    if (ids.length > 0) send({ articles: ids.join() });
  };
  // a visitor who has not signed in is identified by the form's token alone
  const send = (values) => {
    const body = new URLSearchParams({ ...values, ...(token && { token: token.value }) });
    fetch(`${address}shown/`, { method: "POST", body, redirect: "error", keepalive: true }).catch(() => {});
  };

  let running = null;
  let asked = "";
  const ask = async () => {
    const [title, message] = [subject.value.trim(), text.value.trim()];
    const words = `${title} ${message}`.trim();
    if (words === asked) return;
    asked = words;
    running?.abort();
    if (words.length < MIN_LENGTH) {
      show([]);
      return;
    }
    running = new AbortController();
    const { signal } = running;
    try {
      const body = new URLSearchParams({ subject: title, text: message });
      const response = await fetch(address, { method: "POST", body, signal, redirect: "error" });
      if (!response.ok) return;
      const { articles } = await response.json();
      if (signal.aborted) return;
      show(articles);
      // they need not be suggested again when the request is sent
      confirmed.value = "yes";
    } catch {
      // without an answer, the form suggests articles when it is sent
    }
  };

  let isSending = false;
  let idle;
  form.addEventListener("input", ({ target }) => {
    isSending = false;
    if (target !== subject && target !== text) return;
    clearTimeout(idle);
    idle = setTimeout(ask, IDLE_MS);
  });

  form.addEventListener("submit", (event) => {
    if (isSending) event.preventDefault();
    isSending = true;
  });
  // the page may come back as it was left
  addEventListener("pageshow", () => {
    isSending = false;
  });

  // what the browser has filled in again
  ask();
}
