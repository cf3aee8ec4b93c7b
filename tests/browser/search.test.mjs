// The task that people come for, from the front page to a document: by keyboard alone, without scripts, in time.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { SITE, launch, open, tabTo } from './browser.mjs';

/** Until the first result is painted, from the key that asks for it. */
const MAX_FIRST_RESULT_MS = 300;
const RESULT = 'main ol li :is(h2, h3) a';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

async function search(page, query) {
  await page.goto(SITE);
  await tabTo(page, 'input[name=q]');
  await page.keyboard.type(query);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/search\?/);
}

for (const javaScriptEnabled of [true, false]) {
  it(`a document is found by keyboard alone, ${javaScriptEnabled ? 'with' : 'without'} scripts`, async () => {
    const { page, context, seen } = await open(browser, { javaScriptEnabled });
    await search(page, 'zarzadzenia o konwencie');
    assert.match(await page.locator('main').innerText(), /konwen/i);
    assert.notEqual(await page.locator('main mark').count(), 0);
    await tabTo(page, RESULT);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/documents\//);
    assert.match(await page.locator('h1').innerText(), /Konwent/);
    assert.deepEqual(seen.problems, []);
    await context.close();
  });

  it(`a search is narrowed by keyboard alone, and the back button takes that back, ${javaScriptEnabled ? 'with' : 'without'} scripts`, async () => {
    const { page, context, seen } = await open(browser, { javaScriptEnabled });
    await search(page, 'rada');
    const before = page.url();
    if (!(await page.locator('input[name=kind][value=resolution]').isVisible())) {
      await tabTo(page, 'summary');
      await page.keyboard.press('Enter');
    }
    await tabTo(page, 'input[name=kind][value=resolution]');
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await page.waitForURL(/kind=resolution/);
    assert.equal(await page.locator('input[name=kind][value=resolution]').isChecked(), true);
    assert.equal(await page.locator('input[name=q]').first().inputValue(), 'rada');
    await page.goBack();
    assert.equal(page.url(), before);
    assert.deepEqual(seen.problems, []);
    await context.close();
  });
}

it('results are turned over by keyboard alone', async () => {
  const { page, context } = await open(browser);
  await search(page, 'dzielnica');
  await tabTo(page, 'a[rel=next]');
  await page.keyboard.press('Enter');
  await page.waitForURL(/page=2/);
  await tabTo(page, 'a[rel=prev]');
  await context.close();
});

it('the first link leads past the head of the page', async () => {
  const { page, context } = await open(browser);
  await page.goto(`${SITE}/search?q=rada`);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.matches('main, main *')), true);
  await context.close();
});

it(`the first result is there within ${MAX_FIRST_RESULT_MS} ms`, async (test) => {
  const { page, context } = await open(browser);
  const times = [];
  for (const query of ['konwent', 'budżet obywatelski', 'park', 'zarzadzenia', 'dzielnica']) {
    await page.goto(SITE);
    await page.locator('input[name=q]').fill(query);
    await page.keyboard.press('Enter');
    await page.locator(RESULT).first().waitFor();
    times.push(await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? performance.now()));
  }
  times.sort((a, b) => a - b);
  test.diagnostic(`first result after ${times.map(Math.round).join(', ')} ms`);
  // The median: the machine may be busy with something else once.
  assert.ok(times[2] <= MAX_FIRST_RESULT_MS, `${times[2]} ms`);
  await context.close();
});
