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
