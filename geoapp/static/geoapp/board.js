// What only a script can do: the panel comes into view when a patrol is chosen, and the chosen cell is marked.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".open-panel");
  if (!link) return;
  for (const other of document.querySelectorAll(".cell.open")) {
    other.classList.remove("open");
    other.querySelector(".open-panel").removeAttribute("aria-current");
  }
  link.closest(".cell").classList.add("open");
  link.setAttribute("aria-current", "true");
});
document.addEventListener("htmx:afterSwap", (event) => {
  const panel = event.detail.target;
  if (panel.id !== "panel") return;
  if (!panel.contains(document.activeElement)) panel.focus({ preventScroll: true });
  if (panel.getBoundingClientRect().top < 0 || panel.getBoundingClientRect().top > innerHeight / 2) {
    panel.scrollIntoView({ block: "start" });
  }
});
