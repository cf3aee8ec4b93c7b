// Takes the screenshots for the documentation, `docs/screenshots/NAME-WIDTH.png`: every state with a picture,
// at most MAX_HEIGHT high.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NARROW, SITE, WIDE, launch, open } from './browser.mjs';
import { STATES } from './states.mjs';

const MAX_HEIGHT = 1000;
const folder = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));

// Suggestions while typing, which only the script shows.
const TYPING = { picture: 'suggestions', path: '/', typed: 'konw' };

mkdirSync(folder, { recursive: true });
const browser = await launch();
for (const { picture, path, typed } of [...STATES.filter(({ picture }) => picture), TYPING]) {
  for (const viewport of [NARROW, WIDE]) {
    const { page, context } = await open(browser, { viewport });
    await page.goto(SITE + path, { waitUntil: 'networkidle' });
    if (typed) {
      await page.locator('input[name=q]').pressSequentially(typed);
      await page.locator('[role=option]').first().waitFor();
      await page.keyboard.press('ArrowDown');
    }
    const height = Math.min(await page.evaluate(() => document.documentElement.scrollHeight), MAX_HEIGHT);
    const file = `${folder}${picture}-${viewport.width}.png`;
    await page.screenshot({ path: file, scale: 'css', fullPage: true, clip: { x: 0, y: 0, width: viewport.width, height: Math.max(height, 400) } });
    console.log(file);
    await context.close();
  }
}
await browser.close();
