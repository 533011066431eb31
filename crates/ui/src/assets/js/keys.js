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
  const rows = [...document.querySelectorAll("table.register tbody tr:not(.group)")];
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
