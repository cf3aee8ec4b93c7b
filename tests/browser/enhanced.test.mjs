// Enhancements by the script: suggestions as an ARIA combobox, and navigation between matches.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { NARROW, SITE, WIDE, launch, overflowing, tabTo, violations, visit as visitAt } from './browser.mjs';
import { HOSTILE_ID, WORD } from './documents.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const visit = (path, look, options) => visitAt(browser, SITE + path, look, options);

const box = (page) => page.locator('input[role=combobox]');
const options = (page) => page.locator('[role=option]');
const attribute = (page, name) => box(page).getAttribute(name);

async function type(page, text) {
  await tabTo(page, 'input[role=combobox]');
  await page.keyboard.type(text);
  await options(page).first().waitFor();
}

it('suggestions open, close and are announced as ARIA specifies', () =>
  visit('/', async (page) => {
    assert.deepEqual([await attribute(page, 'aria-expanded'), await attribute(page, 'aria-autocomplete')], ['false', 'list']);
    await type(page, 'konw');
    assert.equal(await attribute(page, 'aria-expanded'), 'true');
    const count = await options(page).count();
    assert.match(await page.locator('[role=status]').first().innerText(), new RegExp(`${count}`));
    await page.keyboard.press('ArrowDown');
    const active = await attribute(page, 'aria-activedescendant');
    assert.equal(await page.locator(`#${active}`).getAttribute('aria-selected'), 'true');
    assert.equal(await box(page).inputValue(), 'konw');
    await page.keyboard.press('ArrowUp');
    assert.equal(await attribute(page, 'aria-activedescendant'), null);
    await page.keyboard.press('ArrowUp');
    assert.equal(await attribute(page, 'aria-activedescendant'), `suggestion-${count - 1}`);
    await page.keyboard.press('Escape');
    assert.equal(await attribute(page, 'aria-expanded'), 'false');
    assert.equal(await options(page).first().isVisible(), false);
    await page.keyboard.press('ArrowDown');
    await options(page).first().waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await options(page).first().isVisible(), false);
  }));

it('choosing a suggested act opens it, choosing a suggested query searches for it', async () => {
  await visit('/', async (page) => {
    await type(page, '358 z 2017');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/documents\/ordinances\/358-2017$/);
  });
  await visit('/?ui=en', async (page) => {
    await type(page, 'konwen');
    const text = await options(page).first().locator('span').first().innerText();
    await options(page).first().click();
    await page.waitForURL(/\/search\?/);
    const asked = new URL(page.url()).searchParams;
    assert.deepEqual([asked.get('q'), asked.get('ui')], [text, 'en']);
  });
});

it('choosing a suggested topic opens its page', () =>
  visit('/?ui=en', async (page) => {
    await type(page, 'budżetu obywatelskiego');
    await options(page).filter({ hasText: /topic$/ }).first().click();
    await page.waitForURL(/\/topics\/[0-9a-f]{16}\?ui=en$/);
  }));

it('without a chosen suggestion the typed text is searched for', () =>
  visit('/', async (page) => {
    await type(page, 'konwen');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/search\?q=konwen$/);
  }));

for (const viewport of [NARROW, WIDE, { width: 320, height: 640 }]) {
  it(`open suggestions are accessible in light and dark mode, ${viewport.width} px`, () =>
    visit('/', async (page) => {
      await type(page, 'konw');
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await violations(page), [], colorScheme);
        await page.keyboard.press('ArrowDown');
        assert.deepEqual(await violations(page), [], `${colorScheme}, one option active`);
      }
      assert.deepEqual(await overflowing(page), []);
    }, { viewport }));
}

it('long titles among the suggestions are shortened but keep their full accessible name', () =>
  visit('/', async (page) => {
    await type(page, 'zarządzenie prezydenta');
    const long = options(page).filter({ has: page.locator('.unseen') });
    assert.notEqual(await long.count(), 0);
    for (const option of await long.all()) {
      const [name, shown] = [await option.locator('.unseen').textContent(), await option.locator('span').first().innerText()];
      assert.ok(shown.length <= 100 && shown.includes(' … ') && name.length > shown.length, `${shown} / ${name}`);
      const [first, last] = shown.split(' … ');
      assert.ok(name.includes(first) && name.includes(last), `${shown} / ${name}`);
    }
  }));

it('filters apply when they are checked; the focus stays and the result count is announced', () =>
  visit('/search?q=rada&sort=newest', async (page, seen) => {
    const total = () => page.locator('#total').innerText();
    const before = await total();
    assert.equal(await page.locator('.at-once').isVisible(), true);
    for (const value of ['resolution', 'ordinance']) {
      await page.locator(`input[name=kind][value=${value}]`).focus();
      await page.keyboard.press('Space');
      await page.waitForURL((url) => url.searchParams.getAll('kind').includes(value));
      await page.locator('.chosen').waitFor();
      assert.equal(await page.evaluate(() => document.activeElement.value), value);
    }
    const asked = new URL(page.url()).searchParams;
    assert.deepEqual([asked.get('q'), asked.get('sort'), asked.getAll('kind').sort()], ['rada', 'newest', ['ordinance', 'resolution']]);
    assert.notEqual(await total(), before);
    assert.equal(await page.locator('.aside > [role=status]').innerText(), await total());
    assert.match(await page.title(), /rada/);
    assert.deepEqual(await violations(page), []);
    await page.goBack();
    await page.goBack();
    await page.waitForFunction((text) => document.querySelector('#total').textContent === text, before);
    assert.equal(await page.locator('.filters input:checked').count(), 0);
    // The last filter of a search without words leads to the front page.
    await page.goto(`${SITE}/search?kind=resolution`);
    await page.locator('input[name=kind][value=resolution]').click();
    await page.locator('.intro').waitFor();
    assert.deepEqual(seen.problems, []);
  }));

for (const viewport of [NARROW, WIDE, { width: 900, height: 700 }]) {
  it(`the match panel never covers a match, a link or the end of the text, ${viewport.width} px`, () =>
    visit('/documents/ordinances/358-2017?q=konwent', async (page) => {
      // Beside the text, or at the edge of the window over its whole width.
      const covers = (selector) => page.evaluate((wanted) => {
        const panel = document.querySelector('.walk').getBoundingClientRect();
        const isBelow = ({ left, right, top, bottom }) => left < panel.right && right > panel.left && top < panel.bottom && bottom > panel.top;
        return [...document.querySelectorAll(wanted)].filter((element) => [...element.getClientRects()].some(isBelow)).map((element) => element.textContent.slice(0, 40));
      }, selector);
      const next = page.locator('.walk button').last();
      for (let match = await page.locator('mark[id^=match-]').count(); match > 0; match -= 1) {
        await next.click();
        assert.deepEqual(await covers('mark.here'), []);
      }
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      assert.deepEqual(await covers('.text > :last-child, .related a, .bottom a'), []);
      await page.evaluate(() => { location.hash = '#page-2'; });
      assert.deepEqual(await covers('#page-2 h2'), []);
      if (viewport !== WIDE) {
        const panel = await page.locator('.walk').boundingBox();
        assert.equal(Math.round(panel.width), await page.evaluate(() => document.documentElement.clientWidth));
        return;
      }
      await page.evaluate(() => scrollTo(0, 600));
      assert.deepEqual(await covers('.text > *, .document h1, .facts'), []);
    }, { viewport }));
}

it('markup in suggestions is shown as text', () =>
  visit('/', async (page) => {
    await type(page, WORD);
    const texts = await options(page).allInnerTexts();
    assert.ok(texts.some((text) => text.includes("<script>alert('a')")), `${texts}`);
    const tags = await page.locator('[role=listbox] *').evaluateAll((all) => all.map((element) => element.localName));
    assert.deepEqual([...new Set(tags)].sort(), ['li', 'span']);
    const hostile = texts.findIndex((text) => text.includes('<script>'));
    await options(page).nth(hostile).click();
    await page.waitForURL(`**/documents/${HOSTILE_ID.split('/').map(encodeURIComponent).join('/').replaceAll("'", '*')}`);
  }));

it('the keyboard moves between the matches of a document', () =>
  visit('/documents/ordinances/358-2017?q=konwent', async (page) => {
    await tabTo(page, '.walk button:last-of-type');
    const place = page.locator('.walk [role=status]');
    const count = Number((await place.innerText()).split('/')[1]);
    assert.ok(count > 2);
    for (const [key, expected] of [['Enter', 1], ['Space', 2], ['Enter', 3]]) {
      await page.keyboard.press(key);
      assert.equal(await place.innerText(), `${expected} / ${count}`);
      const here = page.locator('mark.here');
      assert.equal(await here.getAttribute('id'), `match-${expected}`);
      assert.equal(await here.evaluate((mark) => {
        const { top, bottom } = mark.getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight;
      }), true);
    }
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    assert.equal(await place.innerText(), `2 / ${count}`);
    assert.deepEqual(await violations(page), []);
  }));
