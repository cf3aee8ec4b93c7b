// The search box on a page of another site whose CSP allows only the script and the API of this one.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { NARROW, SITE, WIDE, foreignSite, launch, overflowing, tabTo, violations, visit as visitAt } from './browser.mjs';
import { HOSTILE, WORD } from './documents.mjs';

const page = (body, lang = 'pl', head = '') => `<!doctype html><html lang="${lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>Gazeta</title>
${head}<script src="${SITE}/widget.js" defer></script></head><body><main><h1>Gazeta</h1>${body}</main></body></html>`;
const FALLBACK = `<form action="${SITE}/search"><label>Szukaj <input name="q"></label><button>Szukaj</button></form>`;
const PAGES = {
  '/': page(`<skorowidz-search>${FALLBACK}</skorowidz-search>`),
  '/two': page('<skorowidz-search id="a" kind="ordinance" count="2"></skorowidz-search><skorowidz-search id="b" label="Drugie pole"></skorowidz-search>'),
  '/redirect': page('<skorowidz-search results="redirect" kind="news,notice" sort="newest"></skorowidz-search>'),
  '/en': page('<skorowidz-search></skorowidz-search>', 'en-GB'),
  '/uk': page('<skorowidz-search lang="uk"></skorowidz-search>', 'en'),
  '/light': page('<skorowidz-search></skorowidz-search>').replace('light dark', 'light'),
};

let browser;
let site;
before(async () => {
  browser = await launch();
  site = await foreignSite(PAGES);
});
after(async () => {
  await browser.close();
  site.server.close();
});

const visit = (path, look, options) => visitAt(browser, site.address + path, look, { hosts: [SITE, site.address], ...options });

const box = (page, selector = 'skorowidz-search') => page.locator(selector);

async function search(page, text) {
  await tabTo(page, 'input[role=combobox]');
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
  await box(page).locator('[part=result]').first().waitFor();
}

it('a document is found by keyboard alone', () =>
  visit('/', async (page) => {
    await search(page, 'zarzadzenia o konwencie');
    assert.match(await box(page).locator('[part=status]').innerText(), /^\d+ dokument/);
    const marked = await box(page).locator('[part=title] mark').allInnerTexts();
    assert.ok(marked.some((text) => /^konwen/i.test(text)), `${marked}`);
    assert.notEqual(await box(page).locator('[part=snippet] mark').count(), 0);
    await tabTo(page, '[part=title]');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/documents\//);
    assert.equal(new URL(page.url()).origin, SITE);
  }));

it('a recommended document comes first with its note', () =>
  visit('/uk', async (page) => {
    await search(page, 'wywozie smieci');
    const bets = box(page).locator('[part=bet]');
    assert.equal(await bets.count(), 1);
    assert.match(await bets.first().innerText(), /^Рекомендовано Jak segregować odpady/);
    assert.equal(await box(page).locator('[part=result]').first().locator('[part=bet]').count(), 1);
    assert.deepEqual(await violations(page), []);
  }));

for (const colorScheme of ['light', 'dark']) {
  for (const viewport of [NARROW, WIDE]) {
    it(`is accessible, ${viewport.width} px and ${colorScheme}`, () =>
      visit('/', async (page) => {
        assert.deepEqual(await violations(page), []);
        await search(page, 'konwent');
        assert.deepEqual(await violations(page), [], 'with results');
      }, { colorScheme, viewport }));

    it(`is accessible with suggestions, ${viewport.width} px and ${colorScheme}`, () => {
      return visit('/', async (page) => {
        await page.locator('input[role=combobox]').pressSequentially('konw');
        await page.locator('[role=option]').first().waitFor();
        assert.deepEqual(await violations(page), []);
        await page.keyboard.press('ArrowDown');
        assert.deepEqual(await violations(page), [], 'one option active');
      }, { colorScheme, viewport });
    });
  }
}

it('on a light-only page the box is light in dark mode, too', () =>
  visit('/light', async (page) => {
    const ground = await box(page).evaluate((element) => getComputedStyle(element).backgroundColor);
    assert.equal(ground, 'rgb(255, 255, 255)');
  }, { colorScheme: 'dark' }));

it('fits 320 px with wide text', () =>
  visit('/', async (page) => {
    await search(page, WORD);
    assert.deepEqual(await overflowing(page), []);
    await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
    assert.deepEqual(await overflowing(page), []);
  }, { viewport: { width: 320, height: 640 } }));

it('everything clickable is at least 24 px high', () =>
  visit('/', async (page) => {
    await search(page, 'konwent');
    const heights = await box(page).locator('[part=input], [part=button], [part=title], [part=more], [part=original]').evaluateAll((all) => all.map((element) => element.getBoundingClientRect().height));
    assert.ok(heights.every((height) => height >= 24), `${heights}`);
  }));

it('markup in documents and queries is shown as text', () =>
  visit('/', async (page) => {
    await search(page, WORD);
    const titles = await box(page).locator('[part=title]').allInnerTexts();
    assert.ok(titles.some((title) => title.includes("<script>alert('a')</script>")), `${titles}`);
    const tags = await box(page).evaluate((element) => [...element.shadowRoot.querySelectorAll('[part=results] *')].map((inner) => inner.localName));
    assert.deepEqual([...new Set(tags)].sort(), ['a', 'bdi', 'li', 'mark', 'ol', 'p']);
    const addresses = await box(page).locator('[part=results] a').evaluateAll((links) => links.map((link) => link.href));
    assert.ok(addresses.every((address) => /^https?:/.test(address)), `${addresses}`);
    await page.locator('input[role=combobox]').fill(HOSTILE);
    await page.keyboard.press('Enter');
    await page.waitForLoadState('networkidle');
  }));

it('two boxes on a page do not interfere', () =>
  visit('/two', async (page) => {
    await page.locator('#a input').fill('konwent');
    await page.locator('#a input').press('Enter');
    await page.locator('#a [part=result]').first().waitFor();
    assert.equal(await page.locator('#b [part=result]').count(), 0);
    assert.equal(await page.locator('#a [part=result]').count(), 2);
    const more = await page.locator('#a [part=more]').getAttribute('href');
    assert.equal(more, `${SITE}/search?q=konwent&kind=ordinance`);
    assert.equal(await page.locator('#b label').innerText(), 'Drugie pole');
    assert.deepEqual(await violations(page), []);
  }));

it('the box uses the language of the page, or its own', async () => {
  await visit('/en', async (page) => {
    await search(page, 'konwent');
    assert.match(await box(page).locator('[part=status]').innerText(), /^\d+ documents$/);
  });
  await visit('/uk', async (page) => {
    assert.equal(await box(page).locator('button').innerText(), 'Шукати');
    assert.equal(await box(page).locator('form').getAttribute('lang'), 'uk');
  });
});

it('with redirection the search page shows the results', () =>
  visit('/redirect', async (page) => {
    await tabTo(page, 'input[role=combobox]');
    await page.keyboard.type('konwent');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${SITE}/search?q=konwent&kind=news&kind=notice&sort=newest`);
  }));

it('without scripts the form of the page is shown', () =>
  visit('/', async (page) => {
    await page.locator('input[name=q]').fill('konwent');
    await page.locator('button').click();
    await page.waitForURL(`${SITE}/search?q=konwent`);
  }, { javaScriptEnabled: false }));

it('reports an empty result and a missing network', () =>
  visit('/', async (page, seen, context) => {
    await page.locator('input[role=combobox]').fill('hipopotamologia');
    await page.keyboard.press('Enter');
    await box(page).locator('[part=status]', { hasText: 'Nic nie znaleziono' }).waitFor();
    await context.setOffline(true);
    await page.keyboard.press('Enter');
    await box(page).locator('[part=status]', { hasText: 'Brak połączenia' }).waitFor();
    assert.equal(await box(page).locator('[part=status]').getAttribute('role'), 'status');
    assert.deepEqual(await violations(page), []);
    await context.setOffline(false);
    seen.problems = seen.problems.filter((problem) => !problem.includes('ERR_INTERNET_DISCONNECTED'));
  }));

it('an empty search is not sent', () =>
  visit('/', async (page) => {
    const asked = [];
    page.on('request', (request) => asked.push(request.url()));
    await tabTo(page, 'input[role=combobox]');
    await page.keyboard.type('  ');
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('input[role=combobox]').evaluate((input) => input.validity.valueMissing), true);
    assert.deepEqual(asked, []);
  }));

it('the page receives search and selection events and can handle them itself', () =>
  visit('/', async (page) => {
    await page.evaluate(() => {
      globalThis.heard = [];
      for (const name of ['search', 'results', 'select']) {
        document.addEventListener(`skorowidz-${name}`, (event) => {
          globalThis.heard.push([name, event.detail]);
          if (name === 'select') event.preventDefault();
        });
      }
    });
    await search(page, 'numer:358/2017');
    await box(page).locator('[part=title]').first().click();
    const heard = await page.evaluate(() => globalThis.heard);
    assert.deepEqual(heard.map(([name]) => name), ['search', 'results', 'select']);
    assert.equal(heard[0][1].text, 'numer:358/2017');
    assert.equal(heard[2][1].id, 'ordinances/358-2017');
    assert.equal(new URL(page.url()).origin, site.address);
  }));

it('a suggested topic leads to its page', () =>
  visit('/', async (page) => {
    await page.locator('input[role=combobox]').pressSequentially('budżetu obywatelskiego');
    const option = page.locator('[role=option]').filter({ hasText: 'Temat posiedzenia' }).first();
    await option.waitFor();
    await page.evaluate(() => document.addEventListener('skorowidz-select', (event) => { globalThis.chosen = event.detail; event.preventDefault(); }));
    await option.click();
    const { kind, id, url } = await page.evaluate(() => globalThis.chosen);
    assert.deepEqual([kind, new URL(url).pathname], ['topic', `/topics/${id}`]);
  }));

it('suggestions are chosen by keyboard as ARIA specifies', () => {
  return visit('/', async (page) => {
    const input = page.locator('input[role=combobox]');
    const active = () => input.evaluate((element) => element.getRootNode().getElementById(element.getAttribute('aria-activedescendant'))?.textContent ?? null);
    await input.pressSequentially('konw');
    const options = page.locator('[role=option]');
    await options.first().waitFor();
    const texts = await options.allTextContents();
    assert.equal(await input.getAttribute('aria-expanded'), 'true');
    assert.match(await box(page).locator('.unseen').innerText(), new RegExp(`^${texts.length} podpowied`));
    assert.equal(await active(), null);
    for (const [key, expected] of [['ArrowDown', texts[0]], ['End', texts.at(-1)], ['ArrowDown', null], ['ArrowUp', texts.at(-1)], ['Home', texts[0]], ['ArrowUp', null]]) {
      await page.keyboard.press(key);
      assert.equal(await active(), expected, key);
      assert.equal(await page.locator('[aria-selected=true]').count(), expected === null ? 0 : 1, key);
    }
    await page.keyboard.press('Escape');
    assert.equal(await input.getAttribute('aria-expanded'), 'false');
    assert.equal(await input.inputValue(), 'konw');
    await page.keyboard.press('ArrowDown');
    await options.first().waitFor();
    await page.evaluate(() => document.addEventListener('skorowidz-select', (event) => { globalThis.chosen = event.detail; event.preventDefault(); }));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.ok(texts[0].startsWith((await page.evaluate(() => globalThis.chosen)).text));
    assert.equal(await options.count(), 0);
  });
});
