// @boxyhq/saml-jackson with its memory engine behind the smallest HTTP server that Node has.
import { createServer } from 'node:http';
import { announce, cpu, peer } from './peers.mjs';

const jackson = await peer('@boxyhq/saml-jackson').controllers({
  externalUrl: 'http://127.0.0.1', samlAudience: 'bench', samlPath: '/saml', scimPath: '/scim', noAnalytics: true,
  db: { engine: 'mem' }, dsync: { callback: async () => {} },
});
const { data: directory, error } = await jackson.directorySyncController.directories.create({
  name: 'bench', tenant: 'bench', product: 'bench', type: 'okta-scim-v2',
});
if (error) throw new Error(error.message);

announce(createServer((request, response) => {
  if (request.url === '/cpu') return response.end(JSON.stringify({ ns: cpu() }));
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => answer(request, Buffer.concat(parts), response));
}), { base: '', token: directory.scim.secret });

async function answer(request, body, response) {
  const url = new URL(request.url, 'http://bench');
  const [, resourceType, resourceId] = url.pathname.split('/');
  const query = url.searchParams;
  const { status, data } = await jackson.directorySyncController.requests.handle({
    method: request.method, directoryId: directory.id, resourceType, resourceId,
    apiSecret: request.headers.authorization?.slice('Bearer '.length) ?? null,
    body: body.length > 0 ? JSON.parse(body) : undefined,
    query: {
      count: query.has('count') ? Number(query.get('count')) : undefined,
      startIndex: query.has('startIndex') ? Number(query.get('startIndex')) : undefined,
      filter: query.get('filter') ?? undefined,
    },
  });
  response.writeHead(status, { 'content-type': 'application/scim+json' });
  response.end(JSON.stringify(data));
}
