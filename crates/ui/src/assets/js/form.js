// What is wrong is read out and seen first.
document.querySelector(".problem[tabindex]")?.focus();

// Fields of several records grow as they are filled.
for (const group of document.querySelectorAll("[data-many]")) {
  group.addEventListener("input", () => {
    const inputs = [...group.querySelectorAll("input")];
    const last = inputs.at(-1);
    if (last.value.trim() === "" || inputs.length >= 200) return;
    const more = last.cloneNode();
    more.value = "";
    more.id = "";
    more.setAttribute("aria-label", last.getAttribute("aria-label").replace(/\d+$/, String(inputs.length + 1)));
    group.append(more);
  });
}

// Nobody leaves a changed form by accident.
for (const form of document.querySelectorAll("form[data-guard]")) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  // Long work says so; short work shows no change.
  const button = event.submitter;
  if (button) {
    const label = button.textContent;
    const saying = setTimeout(() => { button.textContent = "Working…"; button.setAttribute("aria-busy", "true"); }, 400);
    window.addEventListener("pageshow", () => { clearTimeout(saying); button.textContent = label; }, { once: true });
  }
  window.addEventListener("pageshow", () => { delete form.dataset.sent; }, { once: true });
});

// Ctrl or Cmd Enter saves, wherever one is in the form.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.target.closest("form[method='post']")?.requestSubmit();
});

// What does not fit is said after leaving an input, as the browser finds it; the server says the rest.
for (const form of document.querySelectorAll("form.entry")) {
  const look = (input) => {
    const place = input.closest(".field");
    if (!place || !input.willValidate || input.type === "file") return;
    const said = place.querySelector(".live");
    if (input.validity.valid) {
      if (said) { said.remove(); input.removeAttribute("aria-invalid"); }
      return;
    }
    const words = input.validity.patternMismatch && input.title ? `${input.title}.` : input.validationMessage;
    const note = said ?? Object.assign(document.createElement("p"), { className: "hint live", role: "alert" });
    note.textContent = words;
    input.setAttribute("aria-invalid", "true");
    if (!said) input.after(note);
  };
  form.addEventListener("focusout", (event) => look(event.target));
  form.addEventListener("input", (event) => { if (event.target.closest(".field")?.querySelector(".live")) look(event.target); });
}

// A form that was begun is kept as a draft every few seconds. When the session is over, it says so,
// and takes the new session's token once somebody is back from signing in.
for (const form of document.querySelectorAll("form[data-draft]")) {
  const note = form.querySelector(".kept");
  let [dirty, away] = [false, false];
  form.addEventListener("input", () => { dirty = true; });
  form.addEventListener("submit", () => { dirty = false; });
  const keep = async () => {
    if (!dirty || form.dataset.sent) return;
    dirty = false;
    const typed = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    typed.set("draft", "auto");
    const answer = await fetch(form.action, { method: "POST", body: typed }).catch(() => null);
    away = answer?.status !== 204;
    if (!away) {
      note.textContent = `Draft kept ${new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })}`;
      return;
    }
    dirty = true;
    const link = Object.assign(document.createElement("a"), { href: "/sign-in", target: "_blank", rel: "noopener", textContent: "sign in in another tab" });
    note.replaceChildren("The draft is not kept: ", ...(answer ? ["your session may be over, ", link, " and come back."] : ["the server cannot be reached."]));
  };
  setInterval(keep, 4000);
  window.addEventListener("focus", async () => {
    if (!away) return;
    const answer = await fetch(location.href).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("form[data-draft] [name='token']");
    if (fresh) { form.elements.token.value = fresh.value; keep(); }
  });
}
