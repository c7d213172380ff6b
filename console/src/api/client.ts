import createClient, { type Middleware } from 'openapi-fetch';
import type { components, paths } from './schema';
import { asProblem, problemOf } from './problem';

/** Schema names a message of the admin API: `Schema<'RuleView'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

const prefix = '/api/v1';

/** apiURL is the address of a path of the admin API, for what is no JSON: tables as CSV, frames. */
export const apiURL = (path: string) => new URL(prefix + path, location.origin).href;

type Listener = () => void;
let signedOut: Listener = () => {};

/** onSignedOut sets what is called when a request is refused because the session has ended. */
export function onSignedOut(listener: Listener): void {
  signedOut = listener;
}

/** headers go with every request: a page of another origin cannot set them, which is how the server tells us from one. */
export const headers = { 'Usersync-Console': '1' };

const guard: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
    return request;
  },
  async onResponse({ response, schemaPath }) {
    if (response.ok) return response;
    const problem = await problemOf(response);
    if (problem.status === 401 && !String(schemaPath).startsWith('/session')) signedOut();
    throw problem;
  },
  onError({ error }) {
    return asProblem(error);
  },
};

/** api is the admin API, typed by its OpenAPI document. A request that fails throws a Problem. */
export const api = createClient<paths>({
  baseUrl: new URL(prefix, location.origin).href,
  fetch: (request) => globalThis.fetch(request), // looked up for each request, so that tests can stand in for the server
});
api.use(guard);

interface Answer<T> {
  data?: T;
  response: Response;
}

/** data is the body of an answer. */
export async function data<T>(answer: Promise<Answer<T>>): Promise<T> {
  return (await answer).data as T;
}

/** listed is the JSON of an answer that can be had as CSV, too. */
export async function listed<T>(answer: Promise<Answer<T | string>>): Promise<Exclude<T, string>> {
  return (await answer).data as Exclude<T, string>;
}

/** Versioned is a thing with the version that a write to it must name. */
export type Versioned<T> = T & { etag: string };

/** versioned is the body of an answer with its ETag. */
export async function versioned<T extends object>(answer: Promise<Answer<T>>): Promise<Versioned<T>> {
  const { data: body, response } = await answer;
  return { ...(body as T), etag: response.headers.get('ETag') ?? '' };
}

/** ifMatch is the header parameter of a write that must not overwrite what its author has not seen. */
export const ifMatch = (etag: string) => ({ 'If-Match': etag });
