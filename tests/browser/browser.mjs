// The browser that the tests share, pages that tell what must not happen, and what is measured in them.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';

export const { SITE } = process.env;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
export const NARROW = { width: 375, height: 740 };
export const WIDE = { width: 1280, height: 900 };

/** A browser; as root only without its sandbox, which needs other rights. */
export function launch() {
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: process.env.CHROMIUM, args });
}

/**
 * A page that keeps what must not happen: errors, dialogs, requests to hosts that are not `hosts`.
 * `weights` has the bytes of each answer as sent, by address.
 */
export async function open(browser, { hosts = [SITE], ...options } = {}) {
  const context = await browser.newContext({ locale: 'pl-PL', viewport: WIDE, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const seen = { problems: [], weights: new Map() };
  page.on('console', (message) => {
    // A browser says so of every page with such a status, which the test itself looks at.
    const isOwnStatus = message.text().startsWith('Failed to load resource') && message.location().url === page.url();
    if (message.type() === 'error' && !isOwnStatus) seen.problems.push(`console: ${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => seen.problems.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    seen.problems.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on('request', (request) => {
    const { origin, pathname, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && !hosts.includes(origin)) seen.problems.push(`request to ${origin}`);
    if (pathname === '/bell') seen.problems.push('markup of a document was loaded');
  });
  page.on('requestfinished', async (request) => {
    const sizes = await request.sizes().catch(() => null);
    if (sizes && request.resourceType() !== 'image') seen.weights.set(request.url(), sizes.responseBodySize);
  });
  return { page, context, seen };
}

/** Opens an address, hands the page to `look`, and fails where anything happened that must not. */
export async function visit(browser, address, look, { status, ...options } = {}) {
  const { page, context, seen } = await open(browser, options);
  try {
    const response = await page.goto(address);
    if (status) assert.equal(response.status(), status);
    await look(page, seen, context);
    assert.deepEqual(seen.problems, []);
  } finally {
    await context.close();
  }
}

/** What axe finds against WCAG 2.0 to 2.2, A and AA, and against good practice: the rule, and where. */
export async function violations(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] }), RULES);
  return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.flat().join(' ')} ${node.any.concat(node.all, node.none).map((check) => check.message).join('; ')}`));
}

/** Adds style as a reader's own style sheet would. */
export function addStyle(page, style) {
  return page.evaluate((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }, style);
}

/** What makes the page wider than the window; empty where nothing does. */
export function overflowing(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const isOut = (element) => element.getBoundingClientRect().right > width + 1;
    const out = [...document.body.querySelectorAll('*')].filter(isOut).map((element) => `${element.tagName} ${element.className}`);
    return out.length ? out.slice(0, 5) : ['the page'];
  });
}

/** Elements that cut off a part of their text. */
export function cut(page) {
  return page.evaluate(() => {
    const isCut = (element) => {
      const { overflowX, overflowY, display } = getComputedStyle(element);
      const [hidesX, hidesY] = [overflowX, overflowY].map((overflow) => ['hidden', 'clip'].includes(overflow));
      const isUnseen = element.clientWidth <= 1 || display === 'inline' || display === 'none';
      return !isUnseen && element.textContent.trim() && ((hidesX && element.scrollWidth > element.clientWidth + 1) || (hidesY && element.scrollHeight > element.clientHeight + 1));
    };
    return [...document.body.querySelectorAll('*')].filter(isCut).map((element) => `${element.tagName} ${element.className}`);
  });
}

/** How much of the page moved by itself, as the browser counts it. */
export function layoutShift(page) {
  return page.evaluate(() => new Promise((resolve) => {
    let sum = 0;
    const observer = new PerformanceObserver((list) => list.getEntries().forEach((entry) => { sum += entry.hadRecentInput ? 0 : entry.value; }));
    observer.observe({ type: 'layout-shift', buffered: true });
    requestAnimationFrame(() => setTimeout(() => { observer.disconnect(); resolve(sum); }, 150));
  }));
}

/** Presses Tab until the focus is on what matches, also within shadow roots; fails after `most` presses. */
export async function tabTo(page, selector, most = 80) {
  const passed = [];
  for (let press = 0; press < most; press += 1) {
    await page.keyboard.press('Tab');
    const [matches, name, isSeen] = await page.evaluate((wanted) => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      const isSeen = element === document.body || (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
      return [element.matches(wanted), `${element.tagName} ${element.textContent.trim().slice(0, 30)}`, isSeen];
    }, selector);
    if (!isSeen) throw new Error(`the focus is not visible on ${name}`);
    passed.push(name);
    if (matches) return;
  }
  throw new Error(`${most} times Tab do not reach ${selector}, but ${passed.join(', ')}`);
}

/** Another site: its pages by path, each under the strictest policy that has the box, or under `policy`. */
export async function foreignSite(pages, policy = `default-src 'none'; script-src ${SITE}; connect-src ${SITE}`) {
  const server = createServer((request, response) => {
    const html = pages[new URL(request.url, SITE).pathname];
    response.writeHead(html ? 200 : 404, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy });
    response.end(html ?? '');
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return { server, address: `http://localhost:${server.address().port}` };
}
