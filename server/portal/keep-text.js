// Keeps what a customer writes in this tab until it has arrived: a reload, a lost connection, a session that has ended or a
// refusal by the server loses nothing. The page works without it.
(() => {
  const prefix = "docket text ";
  const { sent } = document.currentScript.dataset;
  const form = document.querySelector("form[data-keep]");
  try {
    if (sent) {
      sessionStorage.removeItem(prefix + sent);
      // the same page, reloaded, knows nothing about text written since
      history.replaceState(null, "", location.pathname);
    }
    if (!form) return;
    const key = prefix + form.dataset.keep;
    const fields = [...form.querySelectorAll("textarea, input:not([type=file], [type=hidden])")];
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "{}");
    for (const field of fields)
      if (!field.value && typeof kept[field.name] === "string") field.value = kept[field.name];
    form.addEventListener("input", () => {
      const texts = Object.fromEntries(fields.map(({ name, value }) => [name, value]));
      try {
        sessionStorage.setItem(key, JSON.stringify(texts));
      } catch {
        // the browser allows no storage, or it is full
      }
    });
  } catch {
    // as above
  }
})();
