// Every page of the service in every state that a visitor may meet: a line each. All checks of `pages.test.mjs` hold for
// all of them; `screenshots.mjs` takes those with a picture.
import { HOSTILE, HOSTILE_ID, WORD } from './documents.mjs';

const search = (parameters) => `/search?${new URLSearchParams(parameters)}`;
const document = (id) => `/documents/${id.split('/').map(encodeURIComponent).join('/')}`;

export const STATES = [
  { name: 'front page', path: '/', picture: 'front' },
  { name: 'results', path: search({ q: 'zarzadzenia o konwencie' }), picture: 'results', hasResults: true },
  { name: 'results, second page', path: search({ q: 'dzielnica', page: 2 }), hasResults: true },
  { name: 'results with filters', path: search([['q', 'rada'], ['kind', 'resolution'], ['kind', 'ordinance'], ['from', '2017-01-01'], ['sort', 'newest'], ['year', '2021'], ['organ', 'Rada Miasta Krakowa']]), picture: 'filters' },
  { name: 'results of a filter alone', path: search({ kind: 'resolution', sort: 'newest' }), hasResults: true },
  { name: 'nothing found', path: search({ q: 'hipopotamologia kwantowa' }), picture: 'nothing' },
  { name: 'past the last page', path: search({ q: 'konwent', page: 90 }) },
  { name: 'no word in the query', path: search({ q: '???' }) },
  { name: 'dates swapped', path: search({ q: 'rada', from: '2022-01-01', to: '2021-01-01' }), status: 400, picture: 'refused' },
  { name: 'unknown value', path: search({ q: 'rada', kind: HOSTILE }), status: 400 },
  { name: 'address with parameters of others', path: search({ q: 'rada', fbclid: HOSTILE }), hasResults: true },
  { name: 'hostile query', path: search({ q: `${WORD} ${HOSTILE}` }) },
  { name: 'hostile results', path: search({ q: WORD }), hasResults: true },
  { name: 'long query', path: search({ q: 'konwent '.repeat(200) }) },
  { name: 'post', path: document('news/2022-09-27-konwent-o-sprawach-dzielnic'), picture: 'post' },
  { name: 'act', path: document('ordinances/358-2017'), picture: 'act' },
  { name: 'long act', path: document('ordinances/3310-2021'), picture: 'long-act' },
  { name: 'post in English', path: document('news/2024-01-18-your-district-council') },
  { name: 'post in Ukrainian', path: document('news/2022-04-05-informacja-dla-mieszkancow-z-ukrainy') },
  { name: 'hostile document', path: document(HOSTILE_ID) },
  { name: 'hostile direction', path: document('hostile/rtl') },
  { name: 'endless word', path: document('hostile/long-word') },
  { name: 'act with the words of a query', path: `${document('ordinances/358-2017')}?q=zarzadzenia%20o%20konwencie`, picture: 'marked' },
  { name: 'part of a long act with the words of a query', path: `${document('ordinances/3456-2022')}?q=woda`, picture: 'long-marked' },
  { name: 'part of a long act without them', path: `${document('ordinances/3456-2022')}?q=woda&part=1` },
  { name: 'page of an act', path: `${document('ordinances/358-2017')}?q=konwent&page=2` },
  { name: 'hostile query in a document', path: `${document(HOSTILE_ID)}?${new URLSearchParams({ q: `${WORD} ${HOSTILE}` })}` },
  { name: 'help', path: '/help', picture: 'help' },
  { name: 'accessibility statement', path: '/accessibility', picture: 'accessibility' },
  { name: 'privacy', path: '/privacy', picture: 'privacy' },
  { name: 'front page in English', path: '/?ui=en' },
  { name: 'results in English', path: search({ q: 'rada', ui: 'en' }), picture: 'english', hasResults: true },
  { name: 'nothing found under filters, in Ukrainian', path: search({ q: 'konwent', kind: 'act', ui: 'uk' }), picture: 'ukrainian' },
  { name: 'help in Ukrainian', path: '/help?ui=uk' },
  { name: 'statements in English', path: '/accessibility?ui=en' },
  { name: 'no such document', path: document('news/nothing'), status: 404, picture: 'missing' },
  { name: 'withdrawn document', path: document('withdrawn/notice'), status: 410, picture: 'withdrawn' },
  { name: 'no such page', path: '/nothing-here', status: 404, picture: 'no-page' },
  { name: 'the box shown', path: '/widget', picture: 'widget' },
];
