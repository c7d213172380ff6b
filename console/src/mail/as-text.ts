/** asText is where the text of a mail is as a page, given where its HTML is. */
export function asText(page: string): string {
  const url = new URL(page, location.origin);
  url.searchParams.set('part', 'text');
  return url.pathname + url.search;
}
