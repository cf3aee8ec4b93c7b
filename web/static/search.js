// Makes two things quicker; without it all works. Suggestions while typing, as an ARIA combobox (APG, list
// autocomplete with manual selection), and the way from match to match in a document.
"use strict";

(() => {
  const box = document.querySelector(".box[data-suggest]");
  if (box) suggest(box);
  const matches = document.getElementById("matches");
  if (matches && document.getElementById("match-1")) walk(matches);

  function make(name, attributes, text) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text !== undefined) element.textContent = text;
    return element;
  }

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

    // Nothing that is still on its way opens it again.
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
        location.assign(say.documents + suggestion.id.split("/").map(encodeURIComponent).join("/") + language);
        return;
      }
      input.value = suggestion.text;
      input.form.requestSubmit();
    };

    const show = (suggestions) => {
      found = suggestions;
      list.replaceChildren(...suggestions.map((suggestion, at) => {
        const option = make("li", { id: "suggestion-" + at, role: "option", "aria-selected": "false" });
        option.append(make("span", { dir: "auto", lang: "pl" }, suggestion.text));
        option.append(make("span", { class: "sort" }, say[suggestion.kind] || ""));
        // Before the field loses the focus.
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
