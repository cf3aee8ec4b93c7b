// Checks that apply to every page in every state of `states.mjs`.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { HtmlValidate } from 'html-validate';
import { NARROW, SITE, WIDE, addStyle, cut, launch, layoutShift, overflowing, violations, visit as visitAt } from './browser.mjs';
import { STATES } from './states.mjs';

/** Size limit of a page with all its resources except images, as sent. */
const MAX_PAGE_BYTES = 60_000;
// Less than a tenth of a pixel of text on a slow machine; browsers call a shift below 0.1 good.
const MAX_SHIFT = 0.001;
/** Text spacing that a user may set (WCAG 2.2, 1.4.12). */
const SPACED = '* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-block-end: 2em !important; }';

const validator = new HtmlValidate({ root: true, extends: ['html-validate:standard'] });

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const visit = (state, options, look) => visitAt(browser, SITE + state.path, look, { status: state.status ?? 200, ...options });

/** Opens all collapsed sections and returns whether there were any. */
const unfold = (page) =>
  page.evaluate(() => {
    const folded = [...document.querySelectorAll('details:not([open])')];
    folded.forEach((details) => { details.open = true; });
    return folded.length > 0;
  });

for (const state of STATES) {
  describe(state.name, () => {
    for (const [device, viewport] of Object.entries({ narrow: NARROW, wide: WIDE })) {
      it(`is accessible in light and dark mode, ${device}`, () =>
        visit(state, { viewport }, async (page) => {
          for (const colorScheme of ['light', 'dark']) {
            await page.emulateMedia({ colorScheme });
            assert.deepEqual(await violations(page), [], colorScheme);
          }
          if (!(await unfold(page))) return;
          for (const colorScheme of ['dark', 'light']) {
            await page.emulateMedia({ colorScheme });
            assert.deepEqual(await violations(page), [], `${colorScheme}, expanded`);
          }
        }));
    }

    it('fits a window of 320 px, at 200 % and with wide spacing', () =>
      visit(state, { viewport: { width: 320, height: 640 } }, async (page) => {
        assert.deepEqual(await overflowing(page), []);
        await unfold(page);
        await addStyle(page, SPACED);
        assert.deepEqual(await overflowing(page), [], 'with wide spacing');
        assert.deepEqual(await cut(page), [], 'with wide spacing');
        await page.setViewportSize({ width: 640, height: 480 });
        await addStyle(page, ':root { font-size: 200% !important; }');
        assert.deepEqual(await overflowing(page), [], 'with text of 200 %');
        assert.deepEqual(await cut(page), [], 'with text of 200 %');
      }));

    it('is valid HTML', async () => {
      const answer = await fetch(SITE + state.path);
      const report = await validator.validateString(await answer.text(), state.path);
      const messages = report.results.flatMap((result) => result.messages);
      assert.deepEqual(messages.map(({ line, ruleId, message }) => `${line}: ${ruleId}: ${message}`), []);
    });

    it('is small and has no layout shift', (test) =>
      visit(state, {}, async (page, seen) => {
        await page.waitForLoadState('networkidle');
        const weight = [...seen.weights.values()].reduce((sum, bytes) => sum + bytes, 0);
        test.diagnostic(`${weight} bytes`);
        assert.ok(weight > 0, 'no response was measured');
        assert.ok(weight < MAX_PAGE_BYTES, `${weight} bytes: ${JSON.stringify([...seen.weights])}`);
        const shift = await layoutShift(page);
        assert.ok(shift < MAX_SHIFT, `the layout shifts by ${shift}`);
      }));

    it('has its content without scripts', () =>
      visit(state, { javaScriptEnabled: false }, async (page) => {
        assert.notEqual((await page.locator('main').innerText()).trim(), '');
        if (state.hasResults) assert.notEqual(await page.locator('main ol li a').count(), 0);
      }));
  });
}
