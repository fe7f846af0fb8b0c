// The state comes by the stream; which picture is shown is in the address, so that it outlives a reload.
const part = (id) => document.getElementById(id);
let state = { file: "", pictures: [], errors: [] };
let at = 0, wanted = chosen(), drawn = null, stream = null;

function chosen() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return "";
  }
}

function render() {
  const found = state.pictures.findIndex((picture) => picture.name === wanted);
  at = found >= 0 ? found : Math.max(0, Math.min(at, state.pictures.length - 1));
  const picture = state.pictures[at];
  document.title = [picture?.name, state.file].filter(Boolean).join(" · ");
  if (state.errors.length) document.title = "✗ " + document.title;
  part("file").textContent = state.file;
  part("notes").textContent = picture ? picture.notes.join("; ") : "";
  part("size").textContent = picture ? `${picture.width} × ${picture.height} mm` : "";
  renderChoice();
  renderPicture(picture);
  renderErrors();
}

function renderChoice() {
  const names = part("names");
  names.replaceChildren(...state.pictures.map((picture) => new Option(picture.name, picture.name)));
  names.selectedIndex = at;
  part("count").textContent = `${at + 1} / ${state.pictures.length}`;
  part("choice").hidden = !state.pictures.length;
  part("previous").disabled = part("next").disabled = state.pictures.length < 2;
}

function renderPicture(picture) {
  if (!picture || picture.svg === drawn) return;
  drawn = picture.svg;
  hide();
  document.documentElement.classList.toggle("dark", picture.dark);
  document.documentElement.classList.toggle("light", !picture.dark);
  document.documentElement.style.setProperty("--ground", picture.ground);
  part("picture").innerHTML = picture.svg;
  part("picture").querySelectorAll(".picture").forEach(prepare);
}

function renderErrors() {
  const count = state.errors.length, words = document.createElement("p");
  const before = state.pictures.length ? "; the picture is the last good one" : "";
  words.textContent = (count === 1 ? "1 error" : `${count} errors`) + before;
  part("errors").hidden = !count;
  part("errors").replaceChildren(words, ...state.errors.map(mistake));
  document.documentElement.classList.toggle("broken", count > 0);
}

// As in a terminal, the code and the carets in colour.
function mistake(text) {
  const pre = document.createElement("pre");
  text.split(/(error\[[a-z-]+\]|(?<=^ *\| *)\^+$)/m).forEach((piece, index) => {
    const run = document.createElement(index % 2 ? "b" : "span");
    run.textContent = piece;
    pre.append(run);
  });
  return pre;
}

function choose(index) {
  if (!state.pictures.length) return;
  at = (index + state.pictures.length) % state.pictures.length;
  wanted = state.pictures[at].name;
  history.replaceState(null, "", "#" + encodeURIComponent(wanted));
  render();
}

function connect() {
  stream?.close();
  stream = new EventSource("/events");
  stream.onopen = () => (part("connection").textContent = "");
  stream.onmessage = (event) => {
    state = JSON.parse(event.data);
    render();
  };
  stream.onerror = () => {
    part("connection").textContent = "not connected";
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => document.hidden || connect(), 2000);
  };
}

part("previous").addEventListener("click", () => choose(at - 1));
part("next").addEventListener("click", () => choose(at + 1));
part("names").addEventListener("change", (event) => choose(event.target.selectedIndex));
document.addEventListener("keydown", (event) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.target.matches("select")) return;
  event.preventDefault();
  choose(at + step);
});
addEventListener("hashchange", () => {
  wanted = chosen();
  render();
});
// A browser opens few connections to a server: a page that is not seen leaves its own to another.
document.addEventListener("visibilitychange", () => (document.hidden ? stream?.close() : connect()));
if (!document.hidden) connect();
