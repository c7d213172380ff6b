/** backFrom is the page that somebody was on, or wanted, from the query of the address; only a path of the console. */
export function backFrom(search: string): string {
  const back = new URLSearchParams(search).get('back') ?? '/';
  return /^\/(?!\/)[^\\]*$/.test(back) && !back.startsWith('/signin') ? back : '/';
}

/** codeFrom is the one-time code of a link, which stands in the fragment because no server sees that. */
export function codeFrom(hash: string): string | undefined {
  return new URLSearchParams(hash.slice(1)).get('code') ?? undefined;
}
