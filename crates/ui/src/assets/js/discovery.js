// The queue by keyboard: m it is the proposed one, r register, d dismiss; x ticks the row.
if (document.querySelector("table.queue")) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) && event.target.type !== "checkbox") return;
    const row = event.target.closest?.("table.queue tbody tr");
    if (!row || document.querySelector("dialog[open]")) return;
    const way = row.querySelector(`[data-way="${CSS.escape(event.key)}"]`);
    const tick = event.key === "x" ? row.querySelector(".tick input") : null;
    if (way || tick) {
      event.preventDefault();
      if (tick) tick.checked = !tick.checked;
      else way.click();
    }
  });
}
