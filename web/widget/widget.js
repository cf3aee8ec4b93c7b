// <skorowidz-search>: the search box of Skorowidz for pages of other sites, documented in docs/embedding.md.
//
// Invariants: text of documents and visitors becomes text nodes, never markup; there are no inline styles and no
// evaluated code, so that the strictest Content-Security-Policy needs no exception but this host; an outdated
// response changes nothing; nothing is stored.
(() => {
  'use strict';
  const NAME = 'skorowidz-search';
  if (customElements.get(NAME)) return;
  const HOME = new URL('.', document.currentScript ? document.currentScript.src : document.baseURI).href;
  const PAUSE_MS = 150; // after the last key, before requesting suggestions
  const PATIENCE_MS = 15000; // the service itself times out after ten seconds
  const SUGGESTIONS = 8;
  const FILTERS = ['kind', 'district', 'year', 'organ', 'status', 'language', 'from', 'to', 'sort', 'mode'];

  // Plural forms of nouns: for one, for two, for five.
  const WORDS = {
    pl: {
      label: 'Szukaj w wiadomościach i aktach prawnych', search: 'Szukaj', suggestions: 'Podpowiedzi', original: 'Oryginał', recommended: 'Polecane',
      more: 'Pokaż wszystkie wyniki', also: 'Także', topic: 'Temat posiedzenia', busy: 'Szukam…', none: 'Nic nie znaleziono. Spróbuj innych słów.', corrected: 'Wyniki dla:', similar: 'Podobne znaczeniem, bez słów z zapytania:', meant: 'Czy chodziło Ci o:',
      failed: 'Wyszukiwarka nie odpowiada. Spróbuj za chwilę.', offline: 'Brak połączenia z internetem.',
      found: ['dokument', 'dokumenty', 'dokumentów'], offered: ['podpowiedź', 'podpowiedzi', 'podpowiedzi'],
      kinds: { news: 'Aktualność', ordinance: 'Zarządzenie', resolution: 'Uchwała', notice: 'Obwieszczenie', act: 'Akt prawny', page: 'Strona' },
    },
    en: {
      label: 'Search news and legal acts', search: 'Search', suggestions: 'Suggestions', original: 'Original', recommended: 'Recommended',
      more: 'Show all results', also: 'Also', topic: 'Topic of a meeting', busy: 'Searching…', none: 'Nothing found. Try other words.', corrected: 'Results for:', similar: 'Similar in meaning, without the words of the query:', meant: 'Did you mean:',
      failed: 'The search is not responding. Try again later.', offline: 'No internet connection.',
      found: ['document', 'documents', 'documents'], offered: ['suggestion', 'suggestions', 'suggestions'],
      kinds: { news: 'News', ordinance: 'Ordinance', resolution: 'Resolution', notice: 'Notice', act: 'Legal act', page: 'Page' },
    },
    uk: {
      label: 'Шукати в новинах і правових актах', search: 'Шукати', suggestions: 'Підказки', original: 'Оригінал', recommended: 'Рекомендовано',
      more: 'Показати всі результати', also: 'Також', topic: 'Тема засідання', busy: 'Шукаю…', none: 'Нічого не знайдено. Спробуйте інші слова.', corrected: 'Результати для:', similar: 'Подібні за змістом, без слів із запиту:', meant: 'Можливо, ви мали на увазі:',
      failed: 'Пошук не відповідає. Спробуйте за хвилину.', offline: 'Немає зв’язку з інтернетом.',
      found: ['документ', 'документи', 'документів'], offered: ['підказка', 'підказки', 'підказок'],
      kinds: { news: 'Новина', ordinance: 'Розпорядження', resolution: 'Ухвала', notice: 'Оголошення', act: 'Правовий акт', page: 'Сторінка' },
    },
  };

  const STYLE = `
    :host {
      --_accent: var(--skorowidz-accent, light-dark(#0b57a4, #85bdf7));
      --_on-accent: var(--skorowidz-on-accent, light-dark(#fff, #0c1a2a));
      --_ground: var(--skorowidz-ground, light-dark(#fff, #13171c));
      --_text: var(--skorowidz-text, light-dark(#1b2129, #e6eaef));
      --_quiet: var(--skorowidz-quiet, light-dark(#55606d, #a5b0bc));
      --_line: var(--skorowidz-line, light-dark(#77828f, #7f8b98));
      --_mark: var(--skorowidz-mark, light-dark(#ffeb99, #4a3b00));
      --_problem: var(--skorowidz-problem, light-dark(#a3261b, #ff9d92));
      --_radius: var(--skorowidz-radius, .25rem);
      display: block; background: var(--_ground); color: var(--_text);
      font-family: var(--skorowidz-font, inherit); line-height: 1.5; overflow-wrap: anywhere;
    }
    :host([hidden]), [hidden] { display: none !important; }
    * { box-sizing: border-box; margin: 0; }
    form { position: relative; }
    label, button, .title { font-weight: 600; }
    .box { display: flex; flex-wrap: wrap; gap: .5rem; margin-block-start: .35rem; }
    input, button, ul { border: 1px solid var(--_line); border-radius: var(--_radius); background: var(--_ground); color: inherit; }
    input, button { font-size: inherit; font-family: inherit; min-height: 2.75rem; padding: .4rem .75rem; }
    input { flex: 1 1 10rem; min-width: 0; }
    input::placeholder { color: var(--_quiet); opacity: 1; }
    button, [aria-selected=true] { background: var(--_accent); color: var(--_on-accent); }
    button { border-color: var(--_accent); cursor: pointer; }
    :focus-visible { outline: 3px solid var(--_accent); outline-offset: 2px; }
    ul, ol { padding: 0; list-style: none; }
    ul { padding: .25rem; position: absolute; z-index: 10; inset-inline: 0; margin-block-start: .25rem; max-height: 60vh; overflow-y: auto; box-shadow: 0 4px 1rem #0004; }
    ul li { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; padding: .45rem .5rem; cursor: pointer; }
    ul bdi { max-height: 3em; overflow: hidden; }
    [aria-selected=true] { outline: 2px solid transparent; }
    .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    .quiet { color: var(--_quiet); font-size: .9em; }
    [aria-selected=true] .quiet { color: inherit; }
    .problem { color: var(--_problem); }
    ol li, .similar { margin-block-start: 1rem; }
    a { color: var(--_accent); text-underline-offset: .15em; }
    .roomy, .title { display: inline-block; padding-block: .25rem; }
    mark { background: var(--_mark); color: inherit; }
  `;
  // Constructed by script, so a style policy does not apply to it. In browsers without support the page's form stays.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);

  // Creates an element; children that are strings become text.
  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const mark = (text) => make('mark', { part: 'mark' }, text);

  // Marks the highlights of a text, which are given in Unicode scalar values.
  const highlighted = (text, highlights) => {
    const letters = Array.from(text);
    const nodes = [];
    let done = 0;
    for (const [start, end] of highlights) {
      nodes.push(letters.slice(done, start).join(''), mark(letters.slice(start, end).join('')));
      done = end;
    }
    return [...nodes, letters.slice(done).join('')];
  };

  // Converts escaped text with <mark> elements; any other markup would be shown as text.
  const ENTITIES = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
  const unescaped = (html) =>
    html.split(/<\/?mark>/).map((piece, number) => {
      const text = piece.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity]);
      return number % 2 ? mark(text) : text;
    });

  class SkorowidzSearch extends HTMLElement {
    static observedAttributes = ['lang', 'label', 'placeholder'];
    #root = this.attachShadow({ mode: 'open', delegatesFocus: true });
    #words;
    #language;
    #form;
    #input;
    #list;
    #announced;
    #status;
    #results;
    #options = [];
    #active = -1;
    #timer;
    #waiting = {};
    #hasSuggestions = true;

    connectedCallback() {
      if (!this.#form) this.#build();
    }

    disconnectedCallback() {
      clearTimeout(this.#timer);
      for (const name in this.#waiting) this.#waiting[name].abort();
    }

    attributeChangedCallback(name, before, after) {
      if (this.#form && before !== after) this.#build();
    }

    #build() {
      const given = (this.closest('[lang]')?.lang ?? '').slice(0, 2).toLowerCase();
      this.#language = given in WORDS ? given : given ? 'en' : 'pl';
      const words = (this.#words = WORDS[this.#language]);
      this.#root.adoptedStyleSheets = [sheet];
      this.#input = make('input', {
        id: 'text', type: 'search', name: 'q', part: 'input', role: 'combobox', autocomplete: 'off', spellcheck: 'false', enterkeyhint: 'search',
        'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': 'list', placeholder: this.getAttribute('placeholder') ?? '',
      });
      // Filters alone are a valid search.
      this.#input.required = !this.#filters().length;
      this.#list = make('ul', { id: 'list', role: 'listbox', part: 'suggestions', 'aria-label': words.suggestions, hidden: '' });
      this.#announced = make('div', { class: 'unseen', role: 'status' });
      this.#status = make('p', { class: 'quiet', part: 'status', role: 'status' });
      this.#results = make('div', { part: 'results', hidden: '' });
      const label = this.getAttribute('label') ?? words.label;
      this.#form = make('form', { role: 'search', part: 'form', lang: this.#language, 'aria-label': label },
        make('label', { for: 'text', part: 'label' }, label),
        make('div', { class: 'box', part: 'box' }, this.#input, make('button', { type: 'submit', part: 'button' }, words.search)),
        this.#list, this.#announced);
      this.#root.replaceChildren(this.#form, this.#status, this.#results);
      this.#status.lang = this.#results.lang = this.#language;
      this.#listen();
    }

    #listen() {
      this.#form.addEventListener('submit', (event) => {
        event.preventDefault();
        this.#search();
      });
      this.#input.addEventListener('input', () => this.#typed());
      this.#input.addEventListener('keydown', (event) => this.#pressed(event));
      this.#input.addEventListener('blur', () => this.#close());
      // Clicks on the list leave the focus where it is.
      this.#list.addEventListener('mousedown', (event) => event.preventDefault());
      this.#list.addEventListener('click', (event) => {
        const at = [...this.#list.children].indexOf(event.target.closest('[role=option]'));
        if (at >= 0) this.#choose(at);
      });
    }

    // Builds a URL below the address of the service.
    #address(path, parameters = []) {
      const base = new URL(this.getAttribute('src') || HOME, document.baseURI);
      if (!base.pathname.endsWith('/')) base.pathname += '/';
      const address = new URL(path, base);
      address.search = new URLSearchParams(parameters);
      return address.href;
    }

    #page(id, text, place = []) {
      return this.#address(`documents/${id.split('/').map(encodeURIComponent).join('/')}`, text ? [['q', text], ...place] : place);
    }

    #day(date) {
      return date && new Intl.DateTimeFormat(this.#language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(date));
    }

    #filters() {
      const values = (name) => (this.getAttribute(name) ?? '').split(',').map((value) => value.trim()).filter(Boolean);
      // `lang` is the language of the box; `language` filters documents.
      return FILTERS.flatMap((name) => values(name).map((value) => [name === 'language' ? 'lang' : name, value]));
    }

    // Sends a request to the service, and cancels the previous one to the same path.
    async #ask(path, parameters) {
      this.#waiting[path]?.abort();
      const waiting = (this.#waiting[path] = new AbortController());
      const timer = setTimeout(() => waiting.abort(new DOMException('', 'TimeoutError')), PATIENCE_MS);
      try {
        const answer = await fetch(this.#address(path, parameters), { signal: waiting.signal, credentials: 'omit', referrerPolicy: 'no-referrer' });
        if (!answer.ok) throw answer;
        return await answer.json();
      } finally {
        clearTimeout(timer);
      }
    }

    // Dispatches an event; returns false if the page canceled it.
    #tell(name, detail) {
      return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }));
    }

    #counted(number, forms) {
      const form = forms[{ one: 0, few: 1 }[new Intl.PluralRules(this.#language).select(number)] ?? 2];
      return `${new Intl.NumberFormat(this.#language).format(number)} ${form}`;
    }

    #typed() {
      clearTimeout(this.#timer);
      const text = this.#input.value.trim();
      if (text.length < 2 || !this.#hasSuggestions) return this.#close();
      this.#timer = setTimeout(() => this.#suggest(text), PAUSE_MS);
    }

    async #suggest(text) {
      try {
        const answer = await this.#ask('api/v1/suggest', [['q', text], ['limit', SUGGESTIONS]]);
        if (this.#root.activeElement === this.#input && this.#input.value.trim() === text) this.#open(answer.suggestions);
      } catch (error) {
        // The search works without suggestions, too.
        if (error.status === 404) this.#hasSuggestions = false;
        if (error.name !== 'AbortError') this.#close();
      }
    }

    #open(suggestions) {
      this.#close();
      if (!suggestions.length) return;
      this.#options = suggestions;
      this.#list.replaceChildren(...suggestions.map(({ text, kind }, number) => {
        const option = make('li', { id: `option-${number}`, role: 'option', part: 'suggestion', 'aria-selected': 'false' }, make('bdi', { lang: 'pl' }, text));
        const label = kind === 'topic' ? this.#words.topic : this.#words.kinds[kind];
        if (label) option.append(' ', make('span', { class: 'quiet', part: 'kind' }, label));
        return option;
      }));
      this.#list.hidden = false;
      this.#input.ariaExpanded = 'true';
      this.#announced.textContent = this.#counted(suggestions.length, this.#words.offered);
    }

    #close() {
      clearTimeout(this.#timer);
      this.#waiting['api/v1/suggest']?.abort();
      this.#options = [];
      this.#move(-1);
      this.#list.hidden = true;
      this.#list.replaceChildren();
      this.#input.ariaExpanded = 'false';
      this.#announced.textContent = '';
    }

    #move(to) {
      const before = this.#list.children[this.#active];
      if (before) before.ariaSelected = 'false';
      this.#active = to;
      const option = this.#list.children[to];
      if (!option) return this.#input.removeAttribute('aria-activedescendant');
      option.ariaSelected = 'true';
      option.scrollIntoView({ block: 'nearest' });
      this.#input.setAttribute('aria-activedescendant', option.id);
    }

    #pressed(event) {
      if (event.isComposing || event.ctrlKey || event.metaKey) return;
      const [count, at] = [this.#options.length, this.#active];
      const isActive = at >= 0;
      // Past the last option, and before the first, is the typed text.
      const moves = {
        ArrowDown: () => count ? this.#move(at + 1 < count ? at + 1 : -1) : this.#typed(),
        ArrowUp: () => count && this.#move(isActive ? at - 1 : count - 1),
        Home: isActive && (() => this.#move(0)),
        End: isActive && (() => this.#move(count - 1)),
        Escape: count && (() => this.#close()),
        Enter: isActive && (() => this.#choose(at)),
      };
      const move = moves[event.key];
      if (!move) return;
      event.preventDefault();
      move();
    }

    #choose(at) {
      const { text, kind, id } = this.#options[at];
      const url = id && (kind === 'topic' ? this.#address(`topics/${encodeURIComponent(id)}`) : this.#page(id));
      this.#close();
      if (!this.#tell('skorowidz-select', { text, kind, id, url })) return;
      if (url) return location.assign(url);
      this.#input.value = text;
      this.#search();
    }

    async #search() {
      this.#close();
      const text = this.#input.value.trim();
      const asked = [['q', text], ...this.#filters()];
      this.#input.value = text;
      if (!this.#form.reportValidity()) return;
      if (!this.#tell('skorowidz-search', { text })) return;
      if (this.getAttribute('results') === 'redirect') return location.assign(this.#address('search', asked));
      this.#say(this.#words.busy);
      try {
        const count = Math.min(Math.max(parseInt(this.getAttribute('count'), 10) || 5, 1), 20);
        this.#show(text, asked, await this.#ask('api/v1/search', [...asked, ['per_page', count]]));
      } catch (error) {
        if (error.name === 'AbortError') return;
        this.#results.hidden = true;
        this.#say(navigator.onLine ? this.#words.failed : this.#words.offline, true);
      }
    }

    #say(text, isProblem = false) {
      this.#status.classList.toggle('problem', isProblem);
      this.#status.textContent = text;
    }

    #show(text, asked, { total, hits, query, by_meaning: near = [] }) {
      this.#say(total ? this.#counted(total, this.#words.found) : this.#words.none);
      const shown = query.corrected ?? text;
      this.#results.replaceChildren(...this.#respelled(query), this.#listed(shown, hits));
      if (total > hits.length) this.#results.append(make('p', {}, make('a', { class: 'roomy', part: 'more', href: this.#address('search', asked) }, this.#words.more)));
      if (near.length) {
        const label = make('p', { id: 'similar', class: 'quiet', part: 'similar-label' }, this.#words.similar);
        this.#results.append(make('div', { class: 'similar', role: 'group', part: 'similar', 'aria-labelledby': 'similar' }, label, this.#listed(shown, near)));
      }
      this.#results.hidden = !hits.length && !near.length && !query.suggestion;
      this.#tell('skorowidz-results', { text, total });
    }

    #listed(text, hits) {
      return make('ol', { part: 'list', role: 'list' }, ...hits.map((hit) => this.#result(text, hit)));
    }

    // What was searched for instead, or a query that may have been meant.
    #respelled({ corrected, suggestion }) {
      const line = (words, shown, parameters) => make('p', { part: 'spelling' }, `${words} `, make('a', { class: 'roomy', href: this.#address('search', [...parameters, ...this.#filters()]) }, make('bdi', { lang: 'pl' }, shown)));
      if (corrected) return [line(this.#words.corrected, corrected, [['q', corrected]])];
      return suggestion ? [line(this.#words.meant, suggestion, [['q', suggestion]])] : [];
    }

    #result(text, hit) {
      const { id, kind, language: lang, title, title_html, url, act, snippets, also = [], topic } = hit;
      const day = this.#day(hit.published ?? act?.date);
      const href = this.#page(id, text);
      const link = make('a', { class: 'title', part: 'title', href, lang }, make('bdi', {}, ...unescaped(title_html)));
      link.addEventListener('click', (event) => {
        if (!this.#tell('skorowidz-select', { text: title, kind, id, url: href })) event.preventDefault();
      });
      const meta = make('p', { class: 'quiet', part: 'meta' }, [this.#words.kinds[kind], day, act?.number].filter(Boolean).join(' · '));
      if (/^https?:\/\//i.test(url ?? '')) meta.append(' · ', make('a', { class: 'roomy', part: 'original', href: url }, this.#words.original));
      const pieces = snippets.slice(0, 2).map((snippet) => make('p', { part: 'snippet', lang }, make('bdi', {}, ...highlighted(snippet.text, snippet.highlights))));
      if (topic) {
        const { anchor, meeting, date } = topic;
        const link = make('a', { href: `${this.#page(id, text, [['section', anchor]])}#${anchor}`, lang: 'pl' }, make('bdi', {}, ...highlighted(topic.text, topic.highlights)));
        const of = [meeting, this.#day(date)].filter(Boolean).join(', ');
        pieces.unshift(make('p', { part: 'topic' }, make('strong', {}, `${this.#words.topic}:`), ' ', link, ...(of ? [' · ', of] : [])));
      }
      const others = also.map((other) => make('a', { class: 'roomy', href: this.#page(other.id, text) }, [this.#words.kinds[other.kind], other.format?.toUpperCase()].filter(Boolean).join(', ')));
      const variants = others.flatMap((other, at) => (at ? [' · ', other] : [`${this.#words.also}: `, other]));
      if (variants.length) pieces.push(make('p', { class: 'quiet', part: 'also' }, ...variants));
      const bet = hit.best_bet == null ? [] : [make('p', { part: 'bet' }, make('strong', {}, this.#words.recommended), ' ', make('bdi', { lang: 'pl' }, hit.best_bet))];
      return make('li', { part: 'result' }, link, ...bet, meta, ...pieces);
    }
  }

  customElements.define(NAME, SkorowidzSearch);
})();
