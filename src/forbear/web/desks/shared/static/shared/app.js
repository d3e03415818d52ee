// The one script of all pages. Every page that is only read works without it.
"use strict";

// Light or dark: at once, without loading the page again; the server keeps the choice.
for (const form of document.querySelectorAll("[data-themes]")) {
  form.addEventListener("submit", (event) => {
    const chosen = event.submitter;
    if (!chosen) return;
    event.preventDefault();
    document.documentElement.dataset.theme = chosen.value;
    for (const each of form.querySelectorAll("button")) each.setAttribute("aria-pressed", String(each === chosen));
    const told = new FormData(form);
    told.set("theme", chosen.value);
    fetch(form.action, { method: "POST", body: told, redirect: "manual" });
  });
}

// The page that is shown. Going to a part of it loads nothing, and leaves the keyboard where it went.
const address = () => location.pathname + location.search;
let here = address();

// A file on its way: how much of it has been sent. What comes back takes the place of the page.
function shown(request, form) {
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const answer = page.querySelector("main");
  if (!answer) return location.reload();
  if (request.responseURL && request.responseURL !== location.href) history.pushState(null, "", request.responseURL);
  here = address();
  document.title = page.title;
  if (form.hasAttribute("data-keeps-files")) keepFiles(form, answer);
  document.querySelector("main").replaceWith(answer);
  begin(answer);
  globalThis.htmx?.process(answer);
  scrollTo(0, 0);
}

// Files that were chosen stay chosen where the same form is shown again.
function keepFiles(form, answer) {
  for (const input of form.querySelectorAll("input[type=file]")) {
    answer.querySelector(`form[data-keeps-files] input[name="${input.name}"]`)?.replaceWith(input);
  }
}

function sent(event) {
  const form = event.target;
  const bar = form.querySelector("progress");
  if (!bar || !form.querySelector("input[type=file]")?.files.length) return;
  event.preventDefault();
  const request = new XMLHttpRequest();
  const button = form.querySelector("button");
  bar.hidden = false;
  button.disabled = true;
  request.upload.addEventListener("progress", (told) => {
    if (told.lengthComputable && told.loaded < told.total) bar.value = (100 * told.loaded) / told.total;
    else bar.removeAttribute("value");
  });
  request.addEventListener("load", () => shown(request, form));
  request.addEventListener("error", () => { button.disabled = false; bar.hidden = true; });
  request.open("POST", form.action || location.href);
  const told = new FormData(form);
  if (event.submitter?.name) told.set(event.submitter.name, event.submitter.value);
  request.send(told);
}

addEventListener("htmx:pushedIntoHistory", () => { here = address(); });
addEventListener("popstate", () => {
  if (address() !== here) location.reload();
});

// A whole number as the server writes it, in groups of three.
const grouped = (number) => Number(number).toLocaleString("en");

// What begins on a page, and on a part of it that htmx has put in.
function begin(part) {
  part.querySelector("[data-focus]")?.focus();
  const here = document.querySelector(".within [aria-current]");
  if (here) here.closest("nav").scrollLeft = here.offsetLeft - 100;
  for (const slider of part.querySelectorAll("[data-told]")) {
    slider.addEventListener("input", () => { document.getElementById(slider.dataset.told).value = grouped(slider.value); });
  }
  for (const form of part.querySelectorAll("form[data-progress]")) form.addEventListener("submit", sent);
}

begin(document);
document.addEventListener("htmx:load", (event) => begin(event.target));
