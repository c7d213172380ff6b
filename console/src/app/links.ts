import { useCallback, useEffect } from 'react';
import { useParams, useRouter } from '@tanstack/react-router';

/** base is the path under which the console is served. */
export const base = '/console';

/** href is the address of a page: href('/rules'). Give it to any link; links within the console do not load it anew. */
export const href = (path: string) => base + path;

/** useGo changes the page. */
export function useGo(): (path: string) => void {
  const { history } = useRouter();
  return useCallback((path) => history.push(href(path)), [history]);
}

/** useParam is a parameter of the page's path. */
export function useParam(name: string): string | undefined {
  return (useParams({ strict: false }) as Record<string, string | undefined>)[name];
}

/** inConsole is the path of a link that this tab can follow by itself, or undefined. */
function inConsole(event: MouseEvent): string | undefined {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element | null)?.closest?.('a[href]') as HTMLAnchorElement | null;
  if (!link || (link.target && link.target !== '_self') || link.hasAttribute('download')) return;
  const { origin, pathname, search, hash } = new URL(link.href, location.href);
  if (origin !== location.origin || !(pathname === base || pathname.startsWith(`${base}/`)) || hash) return;
  return pathname + search;
}

/** useLinks has plain links within the console change the page in place, so that every component of the design system that takes an href works. */
export function useLinks(): void {
  const { history } = useRouter();
  useEffect(() => {
    const follow = (event: MouseEvent) => {
      const path = inConsole(event);
      if (!path) return;
      event.preventDefault();
      history.push(path);
    };
    document.addEventListener('click', follow);
    return () => document.removeEventListener('click', follow);
  }, [history]);
}
