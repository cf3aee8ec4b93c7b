// Uploads hostile documents to the running service: markup, scripts, quotes, overrides of the text direction.
// Run once before the tests, which look for HOSTILE.
import { pathToFileURL } from 'node:url';

const { SITE, TOKEN } = process.env;

/** Markup that opens a dialog or sends a request if anything interprets it. */
export const HOSTILE = `</title></script><script>alert('a')</script><img src="/bell?img" onerror="alert(1)">"'><svg onload=alert(2)> ]]> <!-- \u202Etxet\u2066 {{7*7}} &lt;b&gt;`;
/** A word that occurs only in these documents. */
export const WORD = 'dzwonnica';
export const HOSTILE_ID = 'hostile/<b>"a"&\'c\'';

const TEXT = `${WORD} ${HOSTILE}\n\nDrugi akapit: ${WORD} \u202Ekoniec ${HOSTILE}`;
/** A word that occurs only in the three documents with the same text. */
export const COPIED = 'latarnik';
const COPY = `Miejski ${COPIED} przypomina mieszkańcom o przeglądzie lamp gazowych na Plantach. Prace zaczną się po zmroku, `
  + 'potrwają do świtu i obejmą wszystkie aleje między Barbakanem a Wawelem. Ruch pieszych odbędzie się bez zmian, '
  + 'a rowerzyści pojadą ulicami dookoła parku. Uwagi można zgłaszać w Zarządzie Zieleni albo przez stronę internetową miasta, '
  + 'także anonimowo. Następny przegląd zaplanowano na jesień.';
const DOCUMENTS = {
  'copies/post': { title: 'Przegląd lamp na Plantach', text: COPY, published: '2021-10-04', kind: 'news' },
  'copies/notice': { title: 'Przegląd lamp', text: `Urząd Miasta Krakowa zawiadamia, co następuje\n\n${COPY}`, published: '2021-10-05', kind: 'notice' },
  'copies/print': { title: 'Przegląd lamp: wersja do druku', text: `${COPY}\n\nDrukuj tę stronę`, kind: 'page' },
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
