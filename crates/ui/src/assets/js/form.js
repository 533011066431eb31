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
