import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, data, ifMatch, versioned, type Schema } from './client';
import { all } from './pages';

export type Connection = Schema<'ConnectionView'>;
export type ConnectionBody = Schema<'ConnectionBody'>;
export type Token = Schema<'TokenView'>;
export type Client = Schema<'ClientView'>;
export type Exchange = Schema<'RequestView'>;
export type StatusClass = '2xx' | '3xx' | '4xx' | '5xx';

/** Kinds of identity providers, as the server has them. */
export const kinds = ['entra', 'okta', 'onelogin', 'jumpcloud', 'ping', 'generic'] as const;
export type Kind = (typeof kinds)[number];

/** kindOf is the kind of a connection; one that this console does not know yet is served like any other. */
export const kindOf = (connection: Connection): Kind => kinds.find((kind) => kind === connection.kind) ?? 'generic';

/** isWaiting reports whether a connection stands ready for any identity provider, as a new account's first one does. */
export const isWaiting = (connection: Connection) => kindOf(connection) === 'generic' && connection.state === 'active' && !connection.firstRequestAt;

/** Everything about connections shares this key. */
export const connectionsKey = ['connections'] as const;

/** How often a connection is read, in milliseconds: often while its first request is awaited. */
const awaited = 2_000;
const usual = 30_000;

/** connectionsQuery reads the identity providers of the account. */
export const connectionsQuery = () =>
  queryOptions({ queryKey: [...connectionsKey, 'list'], queryFn: () => all((cursor) => data(api.GET('/connections', { params: { query: { limit: 200, cursor } } }))), refetchInterval: usual });

/** connectionQuery reads one, and again by itself: soon while nothing has come in. */
export const connectionQuery = (id: string) =>
  queryOptions({
    queryKey: [...connectionsKey, 'one', id],
    queryFn: () => versioned(api.GET('/connections/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data && !state.data.firstRequestAt ? awaited : usual),
  });

/** requestsQuery reads the last requests of a connection, newest first, and looks for newer ones. */
export const requestsQuery = (id: string, filter: { status?: StatusClass; path?: string }) =>
  infiniteQueryOptions({
    queryKey: [...connectionsKey, 'requests', id, filter],
    queryFn: ({ pageParam }) => data(api.GET('/connections/{id}/requests', { params: { path: { id }, query: { ...filter, limit: 50, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    refetchInterval: 5_000,
  });

/** tokensQuery reads the SCIM tokens of a connection, without their secrets. */
export const tokensQuery = (id: string) =>
  queryOptions({ queryKey: [...connectionsKey, 'tokens', id], queryFn: () => all((cursor) => data(api.GET('/connections/{id}/tokens', { params: { path: { id }, query: { limit: 200, cursor } } }))) });

/** clientsQuery reads the OAuth clients of a connection, without their secrets. */
export const clientsQuery = (id: string) =>
  queryOptions({ queryKey: [...connectionsKey, 'clients', id], queryFn: () => all((cursor) => data(api.GET('/connections/{id}/clients', { params: { path: { id }, query: { limit: 200, cursor } } }))) });

const at = (id: string) => ({ params: { path: { id } } });

export const createConnection = (body: ConnectionBody) => data(api.POST('/connections', { body }));
export const changeConnection = (id: string, etag: string, body: ConnectionBody) => versioned(api.PATCH('/connections/{id}', { params: { path: { id }, header: ifMatch(etag) }, body }));
export const deleteConnection = (id: string, etag: string) => data(api.DELETE('/connections/{id}', { params: { path: { id }, header: ifMatch(etag) } }));
export const createToken = (id: string, name: string, expiresInDays: number) => data(api.POST('/connections/{id}/tokens', { ...at(id), body: { name: name || undefined, expiresInDays } }));
export const revokeToken = (id: string, token: string) => data(api.DELETE('/connections/{id}/tokens/{token}', { params: { path: { id, token } } }));
export const createClient = (id: string, name: string, expiresInDays: number) => data(api.POST('/connections/{id}/clients', { ...at(id), body: { name: name || undefined, expiresInDays } }));
export const deleteClient = (id: string, client: string) => data(api.DELETE('/connections/{id}/clients/{client}', { params: { path: { id, client } } }));
export const createSecret = (id: string, client: string, expiresInDays: number) => data(api.POST('/connections/{id}/clients/{client}/secrets', { params: { path: { id, client } }, body: { expiresInDays } }));
export const endSecret = (id: string, client: string, secret: string) => data(api.DELETE('/connections/{id}/clients/{client}/secrets/{secret}', { params: { path: { id, client, secret } } }));
