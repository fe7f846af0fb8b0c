"use strict";
{ // One frame at a time: buttons, arrow keys, a slider; what stays stays, what merges moves to what it becomes.
const section = document.querySelector(".steps"), frames = [...section.querySelectorAll("li")];
const nav = section.querySelector("nav"), slider = nav.querySelector("input"), count = nav.querySelector("output");
const [back, next] = nav.querySelectorAll("button");
const calm = window.matchMedia("(prefers-reduced-motion: reduce)"), LONG = 900;
let now = 0, running = [];

function groups(frame) {
  const all = [...frame.querySelectorAll(".picture > g:not(.hits)")];
  return all.flatMap((group) => (group.classList[0] === "term" ? [...group.children].filter((part) => part.tagName === "g") : [group]));
}

// The way from frame k to the one after it; played backwards it is the way back.
function way(k, direction) {
  const motions = JSON.parse(frames[k].dataset.moves), options = { duration: LONG, direction, fill: "both", easing: "ease-in-out" };
  const made = groups(frames[k]).map((group) => {
    const motion = motions[group.classList[0] + " " + group.dataset.key];
    if (!motion) return group.animate([{ opacity: 1 }, { opacity: 0, offset: 0.7 }, { opacity: 0 }], options);
    const there = `translate(${motion[0]}px, ${motion[1]}px)`, start = "translate(0px, 0px)";
    return group.animate([{ transform: start, opacity: 1 }, { transform: there, opacity: 1, offset: 0.7 }, { transform: there, opacity: motion[2] ? 0 : 1 }], options);
  });
  return [...made, frames[k + 1].querySelector(".picture").animate([{ opacity: 0 }, { opacity: 0, offset: 0.3 }, { opacity: 1 }], options)];
}

function settle() {
  for (const animation of running) animation.cancel();
  running = [];
  for (const frame of frames) frame.classList.remove("leaving");
}

function go(to) {
  to = Math.max(0, Math.min(frames.length - 1, to));
  if (to === now) return;
  settle();
  const from = now;
  now = to;
  tell();
  if (calm.matches || Math.abs(to - from) !== 1) return;
  frames[from].classList.add("leaving");
  running = way(Math.min(from, to), to > from ? "normal" : "reverse");
  const mine = running;
  Promise.all(mine.map((animation) => animation.finished)).then(() => mine === running && settle(), () => {});
}

function tell() {
  frames.forEach((frame, k) => {
    frame.classList.toggle("now", k === now);
    frame.setAttribute("aria-hidden", String(k !== now));
  });
  slider.value = now + 1;
  slider.setAttribute("aria-valuetext", frames[now].querySelector("figcaption").textContent);
  count.textContent = now + 1 + " of " + frames.length;
  back.disabled = now === 0;
  next.disabled = now === frames.length - 1;
}

const KEYS = { ArrowRight: () => now + 1, ArrowLeft: () => now - 1, PageDown: () => now + 1, PageUp: () => now - 1, Home: () => 0, End: () => frames.length - 1 };
document.addEventListener("keydown", (event) => {
  if (!(event.key in KEYS) || event.target === slider || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  go(KEYS[event.key]());
});
back.addEventListener("click", () => go(now - 1));
next.addEventListener("click", () => go(now + 1));
slider.addEventListener("input", () => go(slider.valueAsNumber - 1));
window.addEventListener("hashchange", () => go(frames.findIndex((frame) => "#" + frame.id === location.hash)));
now = Math.max(0, frames.findIndex((frame) => "#" + frame.id === location.hash));
section.classList.add("live");
nav.hidden = false;
tell();
}
