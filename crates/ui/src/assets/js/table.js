// Tables: rows are ticked and walked with the keyboard, columns are dragged and stay in place.
{
  const table = document.querySelector("table.list");
  const bar = document.querySelector("[data-bulk]");
  const ticks = table ? [...table.querySelectorAll("td.tick input")] : [];
  let lastTick = null;

  // How many are ticked is told beside the button, which waits for the first.
  const tell = () => {
    const count = ticks.filter((tick) => tick.checked).length;
    bar.querySelector("[data-selected]").textContent = count === 0 ? "Tick rows to change them together." : `${count} ticked`;
    bar.querySelector("[data-needs-ticks]").disabled = count === 0;
    bar.classList.toggle("ticked", count > 0);
    const all = bar.querySelector("[data-all] input");
    all.checked = count === ticks.length;
    all.indeterminate = count > 0 && count < ticks.length;
  };
  // With shift, all rows between the last one and this one become as this one.
  const tickTo = (tick, withRange) => {
    if (withRange && lastTick) {
      const [from, to] = [ticks.indexOf(lastTick), ticks.indexOf(tick)].sort((a, b) => a - b);
      for (const between of ticks.slice(from, to + 1)) between.checked = tick.checked;
    }
    lastTick = tick;
    tell();
  };
  if (bar) {
    const all = bar.querySelector("[data-all]");
    all.hidden = false;
    all.firstElementChild.addEventListener("change", (event) => {
      for (const tick of ticks) tick.checked = event.target.checked;
      tell();
    });
    for (const tick of ticks) tick.addEventListener("click", (event) => tickTo(tick, event.shiftKey));
    document.addEventListener("keydown", (event) => {
      const row = event.target.closest?.("table.list tbody tr");
      const tick = row?.querySelector("td.tick input");
      if (!tick || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key.toLowerCase() === "x") {
        event.preventDefault();
        tick.checked = !tick.checked;
        tickTo(tick, event.shiftKey);
      } else if (event.target === tick && ["ArrowDown", "ArrowUp", "j", "k"].includes(event.key)) {
        event.preventDefault();
        ticks[ticks.indexOf(tick) + (event.key === "ArrowDown" || event.key === "j" ? 1 : -1)]?.focus();
      }
    });
    window.addEventListener("pageshow", tell);
    tell();
  }

  // Shift and a click on a head sorts by that column too.
  for (const head of document.querySelectorAll("a[data-also]")) {
    head.addEventListener("click", (event) => {
      if (!event.shiftKey) return;
      event.preventDefault();
      location.assign(head.dataset.also);
    });
  }

  // A choice that leads to the next step goes there by itself.
  for (const select of document.querySelectorAll("select[data-go]")) {
    select.addEventListener("change", () => select.value !== "" && select.form.requestSubmit());
  }

  // The shown columns are dragged into their order; the arrows beside them do the same without.
  for (const list of document.querySelectorAll("[data-order]")) {
    let dragged = null;
    for (const item of list.children) {
      item.draggable = true;
      item.addEventListener("dragstart", () => { dragged = item; });
      item.addEventListener("dragover", (event) => {
        if (!dragged) return;
        event.preventDefault();
        const middle = item.getBoundingClientRect().top + item.offsetHeight / 2;
        if (item !== dragged) item[event.clientY < middle ? "before" : "after"](dragged);
      });
      item.addEventListener("dragend", () => { dragged = null; });
    }
  }

  // Columns after the first that stay in place stand where those before them end.
  const pins = table ? [...table.querySelectorAll("thead th.pin")] : [];
  if (pins.length > 0) {
    const place = () => {
      let left = table.querySelector("thead .tick")?.offsetWidth ?? 0;
      pins.forEach((pin, at) => {
        table.style.setProperty(`--pin-${at + 1}`, `${left}px`);
        left += pin.offsetWidth;
      });
    };
    new ResizeObserver(place).observe(table);
    place();
  }
}
