"use strict";
// What is under the pointer, under the finger or in focus says what it is, and all of it stands out.
const about = document.createElement("div");
about.id = "about";
about.setAttribute("role", "tooltip");
about.hidden = true;
document.body.append(about);

// Titles become names for screen readers and text for `about`, so that the browser shows none of its own.
function prepare(picture) {
  for (const title of picture.querySelectorAll("g > title")) {
    const group = title.parentNode;
    group.dataset.about = title.textContent;
    group.setAttribute("aria-label", group.classList[0] + " " + title.textContent);
    title.remove();
  }
}

let shown = null;

function hide() {
  shown = null;
  about.hidden = true;
  for (const group of document.querySelectorAll(".picture .on")) group.classList.remove("on");
}

// The groups with the key of what was hit, first the one that says what they are; none where nothing is said.
function meant(part) {
  const hit = part instanceof Element ? part.closest(".picture [data-key]") : null;
  const all = hit ? [...hit.closest(".picture").querySelectorAll("[data-key]")] : [];
  const groups = all.filter((group) => group.dataset.key === hit.dataset.key);
  const teller = groups.find((group) => group.dataset.about);
  return teller ? [teller, ...groups] : [];
}

function show(part, x, y) {
  const [teller, ...groups] = meant(part);
  if (!teller) return hide();
  if (teller === shown) return;
  tell(teller, groups);
  const box = teller.getBoundingClientRect();
  if (teller.matches(".wire") && x !== undefined) place(x, y, y + 22);
  else place(box.left + box.width / 2, box.top, box.bottom + 8);
}

function tell(teller, groups) {
  hide();
  shown = teller;
  for (const group of groups) group.classList.add("on");
  const [name, ...rest] = teller.dataset.about.split(" · ");
  const strong = document.createElement("b"), more = document.createElement("span");
  strong.textContent = name;
  more.textContent = rest.map((text) => " · " + text).join("");
  about.replaceChildren(strong, more);
  about.className = teller.closest(".dark") ? "dark" : "light";
  about.hidden = false;
}

// Below what was hit, where the wires' labels are not, or above where there is no room; never outside the window.
function place(x, top, below) {
  const edge = 8, page = document.documentElement, width = about.offsetWidth, height = about.offsetHeight;
  const left = Math.max(edge, Math.min(x - width / 2, page.clientWidth - width - edge));
  const fits = below + height + edge < page.clientHeight || top < height + 2 * edge;
  about.style.left = left + window.scrollX + "px";
  about.style.top = (fits ? below : top - height - edge) + window.scrollY + "px";
}

document.addEventListener("pointermove", (event) => {
  if (event.pointerType !== "touch") show(event.target, event.clientX, event.clientY);
});
document.addEventListener("click", (event) => show(event.target, event.clientX, event.clientY));
document.documentElement.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && hide());
document.addEventListener("focusin", (event) => {
  if (event.target.matches(".picture :focus-visible")) show(event.target);
});
document.addEventListener("focusout", hide);
document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
document.querySelectorAll(".picture").forEach(prepare);
