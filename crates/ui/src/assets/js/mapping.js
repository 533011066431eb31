// Columns offer what they become now; the other choices come from one list for all of them.
for (const select of document.querySelectorAll("select[data-options]")) {
  const all = document.getElementById(select.dataset.options)?.content.cloneNode(true);
  const chosen = select.selectedOptions[0];
  if (!all || !chosen) continue;
  const isOwn = chosen.value.startsWith("custom.");
  const same = [...all.querySelectorAll("option")].find((option) => option.value === (isOwn ? "custom" : chosen.value));
  if (!same) {
    all.prepend(chosen);
  } else {
    same.value = chosen.value;
    same.defaultSelected = true;
  }
  select.replaceChildren(all);
}
