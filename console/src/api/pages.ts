/** A page of a list of the admin API. */
interface List<T> {
  items: T[];
  next?: string;
}

/** all reads a list whole, page after page. For lists that are short by their nature: rules, products, templates. */
export async function all<T>(read: (cursor?: string) => Promise<List<T>>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    items.push(...page.items);
    cursor = page.next;
  } while (cursor);
  return items;
}
