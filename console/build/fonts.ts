import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

const inlined = /url\((["']?)data:font\/woff2;(?:charset=utf-8;)?base64,([A-Za-z0-9+/=]+)\1\)/g;

/**
 * fontFiles writes the fonts that the design system inlines into its style sheet out as files. Inlined they are 135 kB on the wire before
 * anything is painted, and ask for `font-src data:`.
 */
export function fontFiles(base: string): Plugin {
  return {
    name: 'font-files',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'asset' || !file.fileName.endsWith('.css')) continue;
        const css = typeof file.source === 'string' ? file.source : Buffer.from(file.source).toString('utf8');
        file.source = css
          .replace(inlined, (_match, _quote, data: string) => {
            const source = Buffer.from(data, 'base64');
            const name = `assets/font-${createHash('sha256').update(source).digest('hex').slice(0, 12)}.woff2`;
            this.emitFile({ type: 'asset', fileName: name, source });
            return `url(${base}${name})`;
          })
          .replace(/@font-face\{/g, '@font-face{font-display:swap;');
      }
    },
  };
}
