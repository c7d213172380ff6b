// Writes to packed/ what Go embeds: text of dist/ compressed twice (.br, .gz), other files as they are. A server sends them as they lie there.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = join(import.meta.dirname, '..');
const from = join(root, 'dist');
const to = join(root, 'packed');
const text = new Set(['.html', '.js', '.css', '.json', '.svg', '.txt', '.webmanifest']);

rmSync(to, { recursive: true, force: true });
for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath, entry.name);
  if (relative(from, path).startsWith('.vite')) continue; // what the budget reads
  const target = join(to, relative(from, path));
  const body = readFileSync(path);
  mkdirSync(dirname(target), { recursive: true });
  if (text.has(extname(path))) {
    const options = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length };
    writeFileSync(`${target}.br`, brotliCompressSync(body, { params: options }));
    writeFileSync(`${target}.gz`, gzipSync(body, { level: 9 }));
  } else {
    writeFileSync(target, body);
  }
}
