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

// Evidence can be dropped anywhere on the page of a record, or pasted.
const bring = document.querySelector("form[data-bring]");
if (bring && !place) {
  const input = bring.querySelector("input[type='file']");
  bring.querySelector(".drops").hidden = false;
  const send = (files) => {
    const all = new DataTransfer();
    for (const file of files) all.items.add(file);
    input.files = all.files;
    bring.requestSubmit();
  };
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    bring.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) bring.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    bring.classList.remove("over");
    if (event.dataTransfer.files.length > 0) send(event.dataTransfer.files);
  });
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    // A picture from the clipboard has no name of its own.
    const day = new Date().toISOString().slice(0, 16).replace("T", " ").replace(":", "");
    send(files.map((file) => (file.name === "image.png" ? new File([file], `pasted ${day}.png`, { type: file.type }) : file)));
  });
}
