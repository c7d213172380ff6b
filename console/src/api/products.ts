import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { catalogueKey } from './catalogue';
import { api, data, ifMatch, versioned, type Schema } from './client';

export type ProductBody = Schema<'ProductBody'>;
export type Waiting = Schema<'Waiting'>;

/** readProduct reads one product with its seats, and the version that a write must name. */
export const readProduct = (key: string) => versioned(api.GET('/products/{key}', { params: { path: { key } } }));

export const productQuery = (key: string) => queryOptions({ queryKey: [...catalogueKey, 'products', key], queryFn: () => readProduct(key) });

/** waitingQuery reads who waits for a seat, the head of the line first, a few at a time: their names are read one by one. */
export const waitingQuery = (key: string) =>
  infiniteQueryOptions({
    queryKey: [...catalogueKey, 'products', key, 'waiting'],
    queryFn: ({ pageParam }) => data(api.GET('/products/{key}/waiting', { params: { path: { key }, query: { limit: 10, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });

export const createProduct = (body: ProductBody) => data(api.POST('/products', { body }));

/** replaceProduct puts a product in the place of what it was. */
export const replaceProduct = (key: string, body: ProductBody, etag: string) =>
  data(api.PUT('/products/{key}', { params: { path: { key }, header: ifMatch(etag) }, body: body as Schema<'ProductView'> }));

export const deleteProduct = async (key: string) => {
  const { etag } = await readProduct(key);
  return data(api.DELETE('/products/{key}', { params: { path: { key }, header: ifMatch(etag) } }));
};
