// The shared browser of the tests, pages that record problems, and measurements of pages.
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

/** Launches the browser; as root without its sandbox, which root cannot use. */
export function launch() {
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: process.env.CHROMIUM, args });
}

/**
 * Opens a page that records problems: errors, dialogs, requests to hosts other than `hosts`.
 * `weights` contains the size in bytes of each response as sent, by URL.
 */
export async function open(browser, { hosts = [SITE], ...options } = {}) {
  const context = await browser.newContext({ locale: 'pl-PL', viewport: WIDE, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const seen = { problems: [], weights: new Map() };
  page.on('console', (message) => {
    // The browser logs every page with an error status; the test checks the status itself.
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
    if (pathname === '/bell') seen.problems.push('a resource in the markup of a document was loaded');
  });
  page.on('requestfinished', async (request) => {
    const sizes = await request.sizes().catch(() => null);
    if (sizes && request.resourceType() !== 'image') seen.weights.set(request.url(), sizes.responseBodySize);
  });
  return { page, context, seen };
}

/** Opens a URL, passes the page to `look`, and fails if any problem was recorded. */
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

/** Returns the axe violations of WCAG 2.0 to 2.2, A and AA, and of best practices: the rule and the element. */
export async function violations(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] }), RULES);
  return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.flat().join(' ')} ${node.any.concat(node.all, node.none).map((check) => check.message).join('; ')}`));
}

/** Adds a style sheet as a user style sheet would be. */
export function addStyle(page, style) {
  return page.evaluate((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }, style);
}

/** Returns the elements that make the page wider than the window; empty if it fits. */
export function overflowing(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const isOut = (element) => element.getBoundingClientRect().right > width + 1;
    const out = [...document.body.querySelectorAll('*')].filter(isOut).map((element) => `${element.tagName} ${element.className}`);
    return out.length ? out.slice(0, 5) : ['the page'];
  });
}

/** Returns the elements that cut off part of their text. */
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

/** Returns the cumulative layout shift of the page as measured by the browser. */
export function layoutShift(page) {
  return page.evaluate(() => new Promise((resolve) => {
    let sum = 0;
    const observer = new PerformanceObserver((list) => list.getEntries().forEach((entry) => { sum += entry.hadRecentInput ? 0 : entry.value; }));
    observer.observe({ type: 'layout-shift', buffered: true });
    requestAnimationFrame(() => setTimeout(() => { observer.disconnect(); resolve(sum); }, 150));
  }));
}

/** Presses Tab until the focus is on a matching element, also in shadow roots; fails after `most` presses. */
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
  throw new Error(`pressing Tab ${most} times does not reach ${selector}, only ${passed.join(', ')}`);
}

/** Serves another site: its pages by path, under the strictest CSP that allows the box, or under `policy`. */
export async function foreignSite(pages, policy = `default-src 'none'; script-src ${SITE}; connect-src ${SITE}`) {
  const server = createServer((request, response) => {
    const html = pages[new URL(request.url, SITE).pathname];
    response.writeHead(html ? 200 : 404, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy });
    response.end(html ?? '');
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return { server, address: `http://localhost:${server.address().port}` };
}
