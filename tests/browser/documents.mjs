// Puts documents into the running service that mean harm, or may be taken for more than text: markup, scripts, quotes,
// overrides of direction. Run once before the tests; HOSTILE is what they look for.
import { pathToFileURL } from 'node:url';

const { SITE, TOKEN } = process.env;

/** Markup that would ring (a dialog, a request) if anything took it for more than text. */
export const HOSTILE = `</title></script><script>alert('a')</script><img src="/bell?img" onerror="alert(1)">"'><svg onload=alert(2)> ]]> <!-- \u202Etxet\u2066 {{7*7}} &lt;b&gt;`;
/** A word that stands in these documents only. */
export const WORD = 'dzwonnica';
export const HOSTILE_ID = 'hostile/<b>"a"&\'c\'';

const TEXT = `${WORD} ${HOSTILE}\n\nDrugi akapit: ${WORD} \u202Ekoniec ${HOSTILE}`;
const DOCUMENTS = {
  [HOSTILE_ID]: { title: `${WORD} ${HOSTILE}`, text: TEXT, published: '2022-09-27', kind: 'news', url: 'javascript:alert(3)' },
  'hostile/quoted-address': { title: `${WORD} z adresem`, text: TEXT, url: 'https://example.org/a"onmouseover="alert(4)' },
  'hostile/rtl': { title: `שלום ${WORD} \u202E`, text: `${WORD} עברית \u202E ${HOSTILE}`, language: 'he' },
  'hostile/long-word': { title: `${WORD} ${'ż'.repeat(400)}`, text: `${WORD} ${'ł'.repeat(3000)}`, published: '2021-01-01' },
  'withdrawn/notice': { title: 'Wycofane', text: 'Tego nie ma.' },
};

const path = (id) => `${SITE}/api/v1/documents/${id.split('/').map(encodeURIComponent).join('/')}`;
const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };

async function send(method, id, body) {
  const answer = await fetch(path(id), { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${id}: ${answer.status} ${await answer.text()}`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const [id, document] of Object.entries(DOCUMENTS)) await send('PUT', id, document);
  await send('DELETE', 'withdrawn/notice');
}
