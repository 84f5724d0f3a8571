// The line is written: the field is empty and ready for the next one. "/" leads to it from anywhere.
const line = document.getElementById("id_text");
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt.matches(".log-line") && event.detail.successful) {
    line.value = "";
    line.focus();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.matches("input, select, textarea")) return;
  event.preventDefault();
  line.focus();
});
// What is open stays open when the list is fetched again.
let open = new Set();
document.addEventListener("htmx:beforeSwap", () => {
  open = new Set([...document.querySelectorAll("#today tr")].filter((row) => row.querySelector("details[open]")).map((row) => row.querySelector("a").textContent));
});
document.addEventListener("htmx:afterSwap", () => {
  for (const row of document.querySelectorAll("#today tr")) {
    const link = row.querySelector("a");
    if (link && open.has(link.textContent)) row.querySelector("details").open = true;
  }
});
