// Fails when a visit of the console costs more than it may, in bytes as brotli leaves them: scripts, styles and words, without fonts. Reads what `vite build --manifest` and pack.mjs wrote.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const manifest = JSON.parse(readFileSync(join(root, 'dist/.vite/manifest.json'), 'utf8'));
const most = { main: 185_000, first: 380_000, later: 130_000 };
const entry = 'index.html';

/** size is what a file has on the wire. */
const size = (file) => statSync(join(root, 'packed', `${file}.br`)).size;

/** closure is the chunks that load with one, and what belongs to them. */
function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) closure(next, seen);
  return seen;
}

const files = (keys) => new Set([...keys].flatMap((key) => [manifest[key].file, ...(manifest[key].css ?? [])]));
const sum = (set) => [...set].reduce((total, file) => total + size(file), 0);

const shared = files(closure(entry));
if (manifest['style.css']) shared.add(manifest['style.css'].file); // one sheet for all pages
shared.add('index.html');
const words = (page) => [`src/locales/en/${page}.json`].filter((key) => manifest[key]);
const pages = Object.keys(manifest).filter((key) => /^src\/pages\/[^/]+\/index\.tsx$/.test(key));
const cost = new Map(pages.map((key) => {
  const own = new Set([key, ...words(key.split('/')[2])].flatMap((k) => [...files(closure(k))]));
  return [key.split('/')[2], sum(own.difference(shared))];
}));
const common = [...words('common'), ...words('errors'), 'node_modules/@cloudscape-design/components/i18n/messages/all.en.js'].filter((key) => manifest[key]);
const start = cost.has('overview') ? 'overview' : 'signin';
const first = sum(shared) + sum(files(common)) + (cost.get(start) ?? 0);

const found = [['the main chunk', size(manifest[entry].file), most.main], [`a first visit, of ${start}`, first, most.first]];
for (const [page, bytes] of cost) found.push([`the page ${page} after it`, bytes, most.later]);
for (const [what, bytes, limit] of found) {
  if (bytes > limit || process.argv.includes('-v')) console.log(`${what}: ${bytes} bytes of ${limit}`);
}
process.exit(found.some(([, bytes, limit]) => bytes > limit) ? 1 : 0);
