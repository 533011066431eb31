// Comfort only: every page works without it.

const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

// Ctrl or Cmd K goes to the search of everything, / to the search of the list.
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    const search = document.getElementById("search");
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  } else if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target)) {
    const search = document.querySelector("[data-focus='/']") ?? document.getElementById("search");
    if (search) {
      event.preventDefault();
      search.focus();
    }
  } else if (event.key === "?" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target)) {
    showKeys();
  } else if (event.key === "Escape") {
    const open = event.target.closest("details.drop[open]") ?? document.querySelector("details.drop[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  } else if (!event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target)) {
    moveInTable(event);
  }
});

// ? shows the keys; so does the button at the foot, which is of no use without this script.
const showKeys = () => {
  const keys = document.getElementById("keys");
  if (keys && !keys.open) keys.showModal();
};
for (const button of document.querySelectorAll("[data-keys]")) {
  button.hidden = false;
  button.addEventListener("click", showKeys);
}

// Arrows, or j and k, walk the rows of a table; Enter opens the link that has the focus.
const moveInTable = (event) => {
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  const row = event.target.closest("table.register tbody tr");
  if (!step || document.querySelector("dialog[open]") || (!row && event.key.startsWith("Arrow"))) return;
  const rows = [...document.querySelectorAll("table.register tbody tr")];
  const next = row ? rows[rows.indexOf(row) + step] : rows[0];
  const link = next?.querySelector("a.title, a");
  if (link) {
    event.preventDefault();
    link.focus();
  }
};

// A click elsewhere closes a menu.
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.drop[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

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

// A spreadsheet can be dropped anywhere on the page that asks for one.
const place = document.querySelector("form[data-drop]");
if (place) {
  const input = place.querySelector("input[type='file']");
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    place.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) place.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    place.classList.remove("over");
    if (event.dataTransfer.files.length > 0) {
      input.files = event.dataTransfer.files;
      place.requestSubmit();
    }
  });
  input.addEventListener("change", () => {
    if (input.files.length > 0) place.requestSubmit();
  });
}
