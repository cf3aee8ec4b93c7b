// The list of meetings and the page of a topic: with and without the script, by keyboard, and what is announced.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { NARROW, SITE, launch, tabTo, visit as visitAt } from './browser.mjs';
import { TOPIC } from './states.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const visit = (path, look, options = {}) => visitAt(browser, SITE + path, look, { status: 200, ...options });
const total = (page) => page.locator('#total').innerText();
const listed = (page) => page.locator('.meetings > li').count();

it('the list follows what is typed, announces the number, and keeps the focus', () =>
  visit('/meetings', async (page) => {
    const all = await total(page);
    await page.locator('#m-q').pressSequentially('hulajnogi');
    await page.waitForFunction((before) => document.getElementById('total').innerText !== before, all);
    await page.waitForFunction(() => new URL(location.href).searchParams.get('q') === 'hulajnogi');
    assert.equal(await page.locator('.strip [role=status]').innerText(), await total(page));
    assert.ok(await listed(page) > 0);
    assert.notEqual(await page.locator('.topics mark').count(), 0);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'm-q');
    assert.match(await page.locator('.feed a').first().getAttribute('href'), /^\/meetings\.ics\?q=hulajnogi$/);
  }));

it('typing is one entry of the history, and the way back restores list and form', () =>
  visit('/meetings', async (page) => {
    const all = await total(page);
    await page.locator('#m-q').pressSequentially('hulaj', { delay: 320 });
    await page.waitForFunction(() => new URL(location.href).searchParams.get('q') === 'hulaj');
    await page.goBack();
    await page.waitForFunction((before) => document.getElementById('total').innerText === before, all);
    assert.equal(new URL(page.url()).search, '');
    assert.equal(await page.locator('#m-q').inputValue(), '');
    await page.goForward();
    await page.waitForFunction(() => document.getElementById('m-q').value === 'hulaj');
  }));

it('other fields narrow the list as well, and an error is shown in its place', () =>
  visit('/meetings', async (page) => {
    const all = await total(page);
    await page.locator('#m-district').selectOption('I');
    await page.waitForFunction((before) => document.getElementById('total').innerText !== before, all);
    assert.match(page.url(), /district=I$/);
    await page.locator('#m-from').fill('2022-01-01');
    await page.locator('#m-to').fill('2021-01-01');
    await page.locator('[role=alert]').waitFor();
    await page.locator('#m-to').fill('2030-01-01');
    await page.locator('[role=alert]').waitFor({ state: 'detached' });
  }).catch((error) => {
    // The browser logs the status of the request that the script made.
    if (!/status of 400/.test(error.message)) throw error;
  }));

it('without a script the form has a button and the address holds its state', () =>
  visit('/meetings', async (page) => {
    await page.locator('#m-q').fill('hulajnogi');
    await page.locator('#sift button').click();
    assert.equal(new URL(page.url()).searchParams.get('q'), 'hulajnogi');
    assert.equal(await page.locator('#m-q').inputValue(), 'hulajnogi');
    assert.ok(await listed(page) > 0);
    await page.locator('.topics a').first().click();
    assert.match(page.url(), /#temat-\d+$/);
    assert.equal(await page.locator(new URL(page.url()).hash).count(), 1);
  }, { javaScriptEnabled: false, viewport: NARROW }));

it('by keyboard one gets from the form to a topic, its place, and its history', () =>
  visit('/meetings?q=hulajnogi', async (page) => {
    await tabTo(page, '#m-q');
    await tabTo(page, '#sift button');
    await tabTo(page, '.topics a');
    await tabTo(page, '.topics a[href*="/topics/"]');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/topics\//);
    await tabTo(page, '.follow a');
    await tabTo(page, '.events a[href*="#temat-"]');
    await page.keyboard.press('Enter');
    await page.waitForURL(/#temat-\d+$/);
  }));

it('the page of a topic announces its feed', () =>
  visit(TOPIC, async (page) => {
    const feed = await page.locator('link[type="application/atom+xml"]').getAttribute('href');
    assert.equal(feed, `${TOPIC}/feed.atom`);
    assert.equal((await fetch(SITE + feed)).status, 200);
    assert.equal(await page.locator('.follow a').getAttribute('href'), feed);
  }));

it('a topic in the box of its post leads to its place in the text', () =>
  visit('/documents/news/2022-09-27-konwent-o-sprawach-dzielnic', async (page) => {
    await page.locator('.told .topics a').nth(2).click();
    const hash = new URL(page.url()).hash;
    assert.match(hash, /^#temat-\d+$/);
    assert.equal(await page.locator(hash).count(), 1);
  }));
