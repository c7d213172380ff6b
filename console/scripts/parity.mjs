// Fails when a language lacks words that another has, has words that none needs, an empty one, another placeholder, or not the plural forms that it needs.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = new URL('../src/locales/', import.meta.url).pathname;
const languages = readdirSync(folder).sort();
const wanted = ['de', 'en', 'es', 'fr', 'it', 'nl', 'pt'];
const plural = /_(zero|one|two|few|many|other)$/;
const problems = [];

const complain = (where, what) => problems.push(`${where}: ${what}`);

/** flat is the words of a file by their keys, joined by dots. */
function flat(words, prefix = '', out = new Map()) {
  for (const [name, value] of Object.entries(words)) {
    if (typeof value === 'string') out.set(prefix + name, value);
    else flat(value, `${prefix}${name}.`, out);
  }
  return out;
}

const read = (language, file) => flat(JSON.parse(readFileSync(join(folder, language, file), 'utf8')));
const holes = (text) => [...new Set([...text.matchAll(/\{\{\s*([\w.-]+)/g)].map((m) => m[1]))].sort();
const tags = (text) => [...text.matchAll(/<\/?(\w+)\s*\/?>/g)].map((m) => m[0]).sort();

/** bases is the keys without plural forms, with the placeholders that any form has. */
function bases(words) {
  const out = new Map();
  for (const [key, text] of words) {
    const base = key.replace(plural, '');
    const seen = out.get(base) ?? { holes: new Set(), tags: '', plural: plural.test(key) };
    holes(text).forEach((h) => seen.holes.add(h));
    seen.tags = tags(text).join();
    out.set(base, seen);
  }
  return out;
}

function check(language, file, english) {
  const words = read(language, file);
  const own = bases(words);
  const where = `${language}/${file}`;
  for (const [key, text] of words) if (text.trim() === '') complain(where, `${key} is empty`);
  for (const [key, { holes: wantedHoles, tags: wantedTags, plural: many }] of english) {
    const found = own.get(key);
    if (!found) {
      complain(where, `${key} is missing`);
      continue;
    }
    const differ = [...wantedHoles].sort().join() !== [...found.holes].sort().join();
    if (differ) complain(where, `${key} has other placeholders than English`);
    if (wantedTags !== found.tags) complain(where, `${key} has other tags than English`);
    if (!many) continue;
    for (const form of new Intl.PluralRules(language).resolvedOptions().pluralCategories) {
      if (!words.has(`${key}_${form}`)) complain(where, `${key}_${form} is missing`);
    }
  }
  for (const key of own.keys()) if (!english.has(key)) complain(where, `${key} is not in English`);
}

if (languages.join() !== wanted.join()) complain('src/locales', `has ${languages.join()}, not ${wanted.join()}`);
const files = readdirSync(join(folder, 'en')).sort();
for (const language of languages) {
  const own = readdirSync(join(folder, language)).sort();
  if (own.join() !== files.join()) complain(language, `has ${own.join()}, not ${files.join()}`);
  for (const file of files.filter((f) => own.includes(f))) check(language, file, bases(read('en', file)));
}

problems.forEach((p) => console.error(p));
if (problems.length === 0) console.log(`${files.length} files of words agree in ${languages.length} languages`);
process.exit(problems.length === 0 ? 0 : 1);
