// Optional enhancements; every page works without this script. Adds suggestions while typing, as an ARIA combobox (APG,
// list autocomplete with manual selection), filters that apply when they are ticked, a list of meetings that follows
// what is typed, and buttons that move from match to match in a document.
"use strict";

(() => {
  const box = document.querySelector(".box[data-suggest]");
  if (box) suggest(box);
  const filters = document.getElementById("filters");
  if (filters) narrow(filters);
  const form = document.getElementById("sift");
  if (form) sift(form);
  const matches = document.getElementById("matches");
  if (matches && document.getElementById("match-1")) walk(matches);

  function make(name, attributes, text) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text !== undefined) element.textContent = text;
    return element;
  }

  // Maximum number of characters of a suggestion.
  const MOST = 90;

  function suggest(box) {
    const input = box.querySelector("input");
    const say = box.dataset;
    const list = make("ul", { id: "suggestions", role: "listbox", "aria-label": say.list });
    const status = make("p", { class: "unseen", role: "status" });
    list.hidden = true;
    box.append(list);
    box.after(status);
    for (const [key, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "suggestions",
    })) input.setAttribute(key, value);

    let found = [];
    let current = -1;
    let typed = input.value;
    let timer;
    let request;

    // Also cancels pending requests, so that none of them reopens the list.
    const close = () => {
      clearTimeout(timer);
      if (request) request.abort();
      list.hidden = true;
      current = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };

    const choose = (at) => {
      current = at;
      [...list.children].forEach((option, n) => option.setAttribute("aria-selected", String(n === at)));
      if (at < 0) {
        input.removeAttribute("aria-activedescendant");
        return;
      }
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    };

    const take = (suggestion) => {
      close();
      if (suggestion.id && suggestion.kind !== "query") {
        const language = input.form.elements.ui ? "?ui=" + input.form.elements.ui.value : "";
        const pages = suggestion.kind === "topic" ? say.topics : say.documents;
        location.assign(pages + suggestion.id.split("/").map(encodeURIComponent).join("/") + language);
        return;
      }
      input.value = suggestion.text;
      input.form.requestSubmit();
    };

    // Titles of acts begin alike and differ at the end.
    const shortened = (text) => {
      const all = Array.from(text);
      if (all.length <= MOST) return text;
      const [first, last] = [all.slice(0, MOST * 0.55).join(""), all.slice(-MOST * 0.4).join("")];
      // Cuts at word boundaries, unless there are none nearby.
      return first.replace(/\s+\S{0,20}$/, "") + " … " + last.replace(/^\S{0,20}\s+/, "");
    };

    const show = (suggestions) => {
      found = suggestions;
      list.replaceChildren(...suggestions.map((suggestion, at) => {
        const option = make("li", { id: "suggestion-" + at, role: "option", "aria-selected": "false" });
        const [text, kind] = [shortened(suggestion.text), say[suggestion.kind] || ""];
        option.append(make("span", { dir: "auto", lang: "pl" }, text));
        option.append(make("span", { class: "sort" }, kind));
        if (text !== suggestion.text) {
          option.append(make("span", { class: "unseen", lang: "pl" }, ". " + suggestion.text));
          option.title = suggestion.text;
        }
        // Keeps the focus in the field.
        option.addEventListener("pointerdown", (event) => event.preventDefault());
        option.addEventListener("click", () => take(suggestion));
        return option;
      }));
      current = -1;
      list.hidden = suggestions.length === 0;
      input.setAttribute("aria-expanded", String(suggestions.length > 0));
      input.removeAttribute("aria-activedescendant");
      status.textContent = suggestions.length ? say.some.replace("%n", suggestions.length) : say.none;
    };

    const ask = async () => {
      const text = input.value;
      if (!text.trim()) {
        close();
        status.textContent = "";
        return;
      }
      if (request) request.abort();
      const own = new AbortController();
      request = own;
      try {
        const address = say.suggest + "?limit=8&q=" + encodeURIComponent(text.slice(0, 200));
        const answer = await fetch(address, { signal: own.signal });
        if (!answer.ok) throw new Error(String(answer.status));
        const { suggestions } = await answer.json();
        if (input.value === text && document.activeElement === input) show(suggestions);
      } catch {
        if (!own.signal.aborted) close();
      }
    };

    input.addEventListener("input", () => {
      typed = input.value;
      clearTimeout(timer);
      timer = setTimeout(ask, 120);
    });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const last = found.length - 1;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) {
          ask();
        } else if (event.key === "ArrowDown") {
          choose(current === last ? -1 : current + 1);
        } else {
          choose(current === -1 ? last : current - 1);
        }
      } else if (event.key === "Escape") {
        if (!list.hidden) {
          event.preventDefault();
          input.value = typed;
        }
        close();
      } else if (event.key === "Enter" && !list.hidden && current >= 0) {
        event.preventDefault();
        take(found[current]);
      }
    });
  }

  // Replaces results and counts in place, so that the focus stays where it is; after any error it navigates to the
  // address, as the button would.
  function narrow(filters) {
    const PARTS = [".results", ".filters > summary", ".fields", ".languages"];
    const form = document.getElementById("search");
    const status = make("p", { class: "unseen", role: "status" });
    filters.before(status);
    const here = () => location.pathname + location.search;
    let shown = here();
    let request;
    const exchange = (page) => {
      const { name, value } = document.activeElement;
      const scrolled = filters.querySelector(".choices").scrollTop;
      const unfolded = [...filters.querySelectorAll(".further[open] input")].map((input) => input.name);
      for (const part of PARTS) document.querySelector(part).replaceWith(page.querySelector(part));
      for (const more of filters.querySelectorAll(".further")) more.open = unfolded.includes(more.querySelector("input").name);
      const same = (input) => input.name === name && input.value === value;
      const input = name && [...filters.querySelectorAll("input")].find(same);
      if (input) input.focus({ preventScroll: true });
      document.title = page.title;
      status.textContent = document.getElementById("total").textContent;
      filters.querySelector(".choices").scrollTop = scrolled;
    };

    const take = async (address, isNew) => {
      if (request) request.abort();
      const own = new AbortController();
      request = own;
      try {
        const answer = await fetch(address, { signal: own.signal });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        if (!answer.ok || !PARTS.every((part) => page.querySelector(part))) throw new Error(String(answer.status));
        if (isNew) history.pushState(null, "", address);
        shown = here();
        exchange(page);
      } catch {
        if (!own.signal.aborted) location.assign(address);
      }
    };

    filters.addEventListener("change", (event) => {
      if (event.target.type !== "checkbox") return;
      const asked = [...new FormData(form)].filter(([, value]) => value.trim());
      take(form.action + "?" + new URLSearchParams(asked), true);
    });
    addEventListener("popstate", () => { if (here() !== shown) take(here(), false); });
  }

  // Lists the meetings for what is in the form. Typing adds one entry to the history, however long it goes on; after
  // any error the button still works.
  function sift(form) {
    const status = make("p", { class: "unseen", role: "status" });
    form.after(status);
    const here = () => location.pathname + location.search;
    let shown = here();
    let isTyping = false;
    let timer;
    let request;
    const asked = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim())).toString();

    const show = (page) => {
      for (const part of ["#listing", ".languages"]) document.querySelector(part).replaceWith(page.querySelector(part));
      document.title = page.title;
      status.textContent = document.getElementById("total").textContent;
    };
    const take = async (address, isTyped) => {
      if (request) request.abort();
      const own = new AbortController();
      request = own;
      try {
        const answer = await fetch(address, { signal: own.signal });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        if (!page.getElementById("listing")) throw new Error(String(answer.status));
        if (isTyped) history[isTyping ? "replaceState" : "pushState"](null, "", address);
        isTyping = isTyped;
        shown = here();
        show(page);
        return page;
      } catch {
        if (!own.signal.aborted && !isTyped) location.assign(address);
      }
    };

    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const address = form.action + (asked() ? "?" + asked() : "");
        if (address !== location.origin + shown) take(address, true);
      }, 250);
    });
    form.addEventListener("change", () => { isTyping = false; });
    addEventListener("popstate", async () => {
      if (here() === shown) return;
      clearTimeout(timer);
      const page = await take(here(), false);
      for (const field of page ? form.querySelectorAll("[id]") : []) {
        if (page.getElementById(field.id)) field.value = page.getElementById(field.id).value;
      }
    });
  }

  function walk(matches) {
    const marks = [...document.querySelectorAll("mark[id^=match-]")];
    let at = -1;
    const bar = make("div", { class: "walk", role: "group", "aria-label": matches.querySelector("p > span").textContent });
    const place = make("span", { role: "status" }, "– / " + marks.length);
    const button = (sign, label, step) => {
      const made = make("button", { type: "button", "aria-label": label, title: label }, sign);
      made.addEventListener("click", () => go(step));
      return made;
    };
    const go = (step) => {
      if (at >= 0) marks[at].classList.remove("here");
      at = at < 0 && step < 0 ? marks.length - 1 : (at + step + marks.length) % marks.length;
      marks[at].classList.add("here");
      const smooth = !matchMedia("(prefers-reduced-motion: reduce)").matches;
      marks[at].scrollIntoView({ block: "center", behavior: smooth ? "smooth" : "auto" });
      place.textContent = at + 1 + " / " + marks.length;
    };
    bar.append(button("↑", matches.dataset.previous, -1), place, button("↓", matches.dataset.next, 1));
    document.querySelector("main").append(bar);
  }
})();
