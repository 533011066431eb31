// The palette: Ctrl or Cmd K, type, arrows, Enter. Its options come from the server as they stand on the search page.
{
  const search = document.querySelector("form.search");
  // Moves the mark of a listbox and tells its input.
  const mark = (input, list, step) => {
    const options = [...list.querySelectorAll("[role='option']")];
    const now = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (options.length === 0) return input.removeAttribute("aria-activedescendant");
    const next = options[(Math.max(now, step > 0 ? -1 : 0) + step + options.length) % options.length];
    if (now >= 0) options[now].setAttribute("aria-selected", "false");
    next.setAttribute("aria-selected", "true");
    next.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", next.id);
  };
  const marked = (list) => list.querySelector("[aria-selected='true']");
  // Asks for options, the newest question only.
  const asker = (list, shown) => {
    let asked = 0;
    return async (address) => {
      const own = ++asked;
      const answer = await fetch(address, { headers: { accept: "text/html" } }).catch(() => null);
      if (own !== asked || !answer?.ok || answer.redirected) return;
      const html = await answer.text();
      if (own !== asked) return;
      list.innerHTML = html;
      shown();
    };
  };

  let dialog;
  const make = () => {
    dialog = document.createElement("dialog");
    dialog.className = "palette";
    dialog.setAttribute("aria-label", "Go anywhere, do anything");
    dialog.innerHTML = `<div><input type="text" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-autocomplete="list"
      aria-label="A name, an id, or what you want to do" placeholder="A name, an id, or what you want to do" autocomplete="off" maxlength="200"></div>
      <div role="listbox" id="palette-list" aria-label="What fits"></div>
      <div class="keys">↑ ↓ choose · Enter open · Esc close</div>`;
    document.body.append(dialog);
    const [input, list] = [dialog.querySelector("input"), dialog.querySelector("[role='listbox']")];
    const ask = asker(list, () => mark(input, list, 1));
    const look = () => {
      const address = new URL(search.action.replace(/\/search$/, "/palette"));
      address.searchParams.set("q", input.value);
      address.searchParams.set("here", location.pathname + location.search);
      const day = search.querySelector("[name='as_of']");
      if (day) address.searchParams.set("as_of", day.value);
      ask(address);
    };
    let waiting;
    input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(look, 40); });
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) mark(input, list, step);
      else if (event.key === "Enter") marked(list)?.click();
      else return;
      event.preventDefault();
    });
    dialog.addEventListener("click", (event) => { if (event.target === dialog || event.target.closest("a")) dialog.close(); });
    dialog.begin = () => { dialog.showModal(); input.value = ""; list.replaceChildren(); look(); };
  };
  // Before the keys of pages: they would go to the field at the top.
  document.addEventListener("keydown", (event) => {
    if (!search || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!dialog) make();
    if (dialog.open) dialog.close(); else dialog.begin();
  }, true);

  // An @ in a remark offers people.
  for (const text of document.querySelectorAll("textarea[data-people]")) {
    const box = document.createElement("div");
    box.className = "people";
    box.innerHTML = `<div role="listbox" id="people-list" aria-label="People to mention" hidden></div>`;
    text.after(box);
    const list = box.firstElementChild;
    const show = (open) => {
      list.hidden = !open;
      if (!open) text.removeAttribute("aria-activedescendant");
    };
    for (const [name, value] of [["aria-autocomplete", "list"], ["aria-controls", "people-list"], ["aria-haspopup", "listbox"]]) text.setAttribute(name, value);
    const typed = () => /(?:^|[\s(])@([\p{L}\p{N}'’.-]*(?: [\p{L}\p{N}'’.-]*)?)$/u.exec(text.value.slice(0, text.selectionStart));
    const ask = asker(list, () => { show(list.children.length > 0); mark(text, list, 1); });
    const take = (option) => {
      const found = typed();
      if (!found) return;
      const end = text.selectionStart;
      text.setRangeText(`${option.dataset.text} `, end - found[1].length - 1, end, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
      show(false);
      text.focus();
    };
    text.addEventListener("input", () => {
      const found = typed();
      if (!found) return show(false);
      ask(`${text.dataset.people}${text.dataset.people.includes("?") ? "&" : "?"}q=${encodeURIComponent(found[1])}`);
    });
    text.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) mark(text, list, step);
      else if ((event.key === "Enter" || event.key === "Tab") && marked(list)) take(marked(list));
      else if (event.key === "Escape") show(false);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    list.addEventListener("mousedown", (event) => {
      const option = event.target.closest("[role='option']");
      if (option) { event.preventDefault(); take(option); }
    });
    text.addEventListener("blur", () => show(false));
  }
}
