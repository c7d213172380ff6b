import { apiURL, headers } from './client';
import { problemOf } from './problem';

/** downloadTable saves what a list of the admin API answers as CSV, with the filter of the query. It throws a Problem. */
export async function downloadTable(path: string, name: string): Promise<void> {
  const response = await fetch(apiURL(path), { headers: { ...headers, Accept: 'text/csv' } });
  if (!response.ok) throw await problemOf(response);
  save(await response.blob(), name);
}

/** save has the browser keep bytes as a file. */
export function save(bytes: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(bytes);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
