// Validates the feed, the browser search description and the sitemap against the schemas of their formats.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { validateXML } from 'xmllint-wasm';
import { SITE } from './browser.mjs';
import { HOSTILE, WORD } from './documents.mjs';
import { TOPIC } from './states.mjs';

async function check(path, schema, type) {
  const answer = await fetch(SITE + path);
  assert.equal(answer.status, 200, path);
  assert.equal(answer.headers.get('content-type'), `${type}; charset=utf-8`);
  const contents = await answer.text();
  const rules = readFileSync(new URL(`schemas/${schema}.rng`, import.meta.url), 'utf8');
  const { valid, errors } = await validateXML({ xml: { fileName: path.slice(1), contents }, schema: [rules], extension: 'relaxng' });
  assert.deepEqual(errors.map(({ rawMessage }) => rawMessage), [], path);
  assert.equal(valid, true);
  return contents;
}

const atom = (parameters) => check(`/feed.atom?${new URLSearchParams(parameters)}`, 'atom', 'application/atom+xml');

it('feeds are valid: of everything, of a search, of its further pages, without results', async () => {
  for (const parameters of [{}, { q: 'konwent' }, { q: 'konwent', page: 2, per_page: 3 }, { kind: 'ordinance', sort: 'oldest' }, { q: 'hipopotamologia' }]) {
    await atom(parameters);
  }
});

it('feeds of hostile documents and queries are valid', async () => {
  for (const parameters of [{ q: WORD }, { q: `${WORD} ${HOSTILE}` }, { per_page: 100 }]) {
    const feed = await atom(parameters);
    assert.match(feed, /&lt;script&gt;/);
    assert.doesNotMatch(feed, /<script|\u202e/);
  }
});

it('the feed of a topic is valid', async () => {
  const feed = await check(`${TOPIC}/feed.atom`, 'atom', 'application/atom+xml');
  assert.match(feed, /#temat-\d/);
});

it('the schema rejects invalid feeds', async () => {
  const feed = await atom({ q: 'konwent' });
  const rules = readFileSync(new URL('schemas/atom.rng', import.meta.url), 'utf8');
  for (const [part, other] of [[/<updated>[^<]*<\/updated>/, ''], [/T00:00:00\+\d\d:00/, ''], [/<id>urn:/, '<id>uri:'], [/<title>/, '<title><b/>']]) {
    const contents = feed.replace(part, other);
    assert.notEqual(contents, feed, `${part}`);
    const { valid } = await validateXML({ xml: { fileName: 'feed', contents }, schema: [rules], extension: 'relaxng' });
    assert.equal(valid, false, `${part}`);
  }
});

it('the browser search description is valid', () => check('/opensearch.xml', 'opensearch', 'application/opensearchdescription+xml'));

it('the sitemap is valid and links to existing pages', async () => {
  const index = await check('/sitemap.xml', 'sitemap', 'application/xml');
  const places = (xml) => [...xml.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, place]) => place.replaceAll('&amp;', '&'));
  const documents = [];
  for (const part of places(index)) documents.push(...places(await check(new URL(part).pathname, 'sitemap', 'application/xml')));
  assert.ok(documents.length > 30, `${documents.length}`);
  for (const place of documents) assert.equal((await fetch(place)).status, 200, place);
});
