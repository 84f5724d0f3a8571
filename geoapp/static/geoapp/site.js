// Text size at once and without a request, so that it works offline too; the form does the same without script.
for (const form of document.querySelectorAll("form[data-reading]")) {
  form.addEventListener("submit", (event) => {
    const size = event.submitter && event.submitter.value;
    if (!size) return;
    event.preventDefault();
    document.documentElement.dataset.size = size;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `size=${size}; path=/; max-age=31536000; SameSite=Lax${secure}`;
    for (const button of form.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.value === size));
    }
  });
}

// On a phone the navigation scrolls sideways: show where one is.
for (const here of document.querySelectorAll("nav a[aria-current]")) {
  const nav = here.parentElement;
  nav.scrollLeft = here.offsetLeft - nav.offsetLeft - (nav.clientWidth - here.offsetWidth) / 2;
}

// A table that is wider than the screen scrolls in its box, which the keyboard must be able to reach.
function reachable() {
  for (const box of document.querySelectorAll(".table-box")) {
    if (box.scrollWidth <= box.clientWidth && box.scrollHeight <= box.clientHeight) continue;
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    const caption = box.querySelector("caption");
    if (caption) box.setAttribute("aria-label", caption.textContent.trim());
  }
}
reachable();
addEventListener("resize", reachable);
document.addEventListener("htmx:afterSettle", reachable);

// One box ticks all of its name.
for (const all of document.querySelectorAll("[data-tick-all]")) {
  all.addEventListener("change", () => {
    for (const box of all.form.querySelectorAll(`input[name="${all.dataset.tickAll}"]`)) box.checked = all.checked;
  });
}

// A part of a page that could not be fetched must not fail in silence.
document.addEventListener("htmx:sendError", () => say(document.body.dataset.offline));
function say(text) {
  const box = document.getElementById("messages");
  const message = document.createElement("p");
  message.className = "message error";
  message.textContent = text;
  box.replaceChildren(message);
}
