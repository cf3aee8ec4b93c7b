// Documents found by meaning, on the page and in the search box. A tiny model finds them: which ones is chance, so only
// what holds for any is tested.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { HtmlValidate } from 'html-validate';
import { NARROW, WIDE, addStyle, foreignSite, launch, layoutShift, overflowing, tabTo, violations, visit as visitAt } from './browser.mjs';

const { MEANING_SITE } = process.env;
const HOSTS = [MEANING_SITE];
const BLOCK = 'section.by-meaning';
const STATES = {
  'nothing found by words': '/search?q=hipopotamologia+kwantowa',
  'few found by words': '/search?q=akustyczna&kind=news',
  'few found by words, in Ukrainian': '/search?q=akustyczna&ui=uk',
};
const BOX = `<!doctype html><html lang="pl"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Gazeta</title>
<script src="${MEANING_SITE}/widget.js" defer></script></head><body><main><h1>Gazeta</h1><skorowidz-search></skorowidz-search></main></body></html>`;

const validator = new HtmlValidate({ root: true, extends: ['html-validate:standard'] });
let browser;
let site;
before(async () => {
  browser = await launch();
  site = await foreignSite({ '/': BOX }, `default-src 'none'; script-src ${MEANING_SITE}; connect-src ${MEANING_SITE}`);
});
after(async () => {
  await browser.close();
  site.server.close();
});

const visit = (path, look, options) => visitAt(browser, MEANING_SITE + path, look, { hosts: HOSTS, ...options });

for (const [name, path] of Object.entries(STATES)) {
  for (const viewport of [NARROW, WIDE]) {
    it(`${name}: accessible, ${viewport.width} px`, () =>
      visit(path, async (page) => {
        assert.ok((await layoutShift(page)) < 0.001);
        assert.equal(await page.locator(`${BLOCK} article`).count(), 3);
        assert.equal(await page.locator(`${BLOCK} mark`).count(), 0);
        for (const colorScheme of ['light', 'dark']) {
          await page.emulateMedia({ colorScheme });
          assert.deepEqual(await violations(page), [], colorScheme);
        }
      }, { viewport }));
  }

  it(`${name}: fits 320 px, also with large text; the HTML is valid`, () =>
    visit(path, async (page) => {
      assert.deepEqual(await overflowing(page), []);
      const report = await validator.validateString(await (await fetch(MEANING_SITE + path)).text());
      assert.deepEqual(report.results.flatMap(({ messages }) => messages.map(({ ruleId, line }) => `${ruleId} ${line}`)), []);
      await page.setViewportSize({ width: 640, height: 480 });
      await addStyle(page, ':root { font-size: 200% !important; }');
      assert.deepEqual(await overflowing(page), []);
    }, { viewport: { width: 320, height: 640 } }));
}

for (const javaScriptEnabled of [true, false]) {
  it(`a link leads to the search by words alone and back, ${javaScriptEnabled ? 'with' : 'without'} scripts`, () =>
    visit('/search?q=akustyczna&kind=news', async (page) => {
      await page.locator(BLOCK).getByRole('link', { name: 'Szukaj tylko według słów' }).click();
      await page.waitForURL(/kind=news&mode=words$/);
      assert.equal(await page.locator(BLOCK).count(), 0);
      await page.getByRole('link', { name: 'Szukaj także według znaczenia' }).click();
      await page.waitForURL(/q=akustyczna&kind=news$/);
      assert.equal(await page.locator(BLOCK).count(), 1);
    }, { javaScriptEnabled }));
}

for (const viewport of [NARROW, WIDE]) {
  it(`the search box shows them as a group of their own, ${viewport.width} px`, () =>
    visitAt(browser, site.address, async (page) => {
      const box = page.locator('skorowidz-search');
      await tabTo(page, 'input[role=combobox]');
      await page.keyboard.type('akustyczna');
      await page.keyboard.press('Enter');
      const group = box.getByRole('group', { name: 'Podobne znaczeniem' });
      await group.waitFor();
      assert.equal(await group.locator('[part=result]').count(), 3);
      assert.equal(await group.locator('mark').count(), 0);
      assert.deepEqual(await violations(page), []);
      assert.deepEqual(await overflowing(page), []);
      await tabTo(page, '[part=similar] [part=title]');
    }, { hosts: [MEANING_SITE, site.address], viewport }));
}
