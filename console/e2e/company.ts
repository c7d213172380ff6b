import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer, type Server } from './server.ts';

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** startCompany starts the program with the sample company, and waits until all of it is there: the end of its second full run. */
export async function startCompany(): Promise<Server> {
  const server = await startServer('--demo');
  for (let tries = 0; tries < 600; tries++) {
    const { items } = await server.admin('/sync/runs?kind=full');
    if (items.length > 1 && items.every((run: { state: string }) => run.state === 'done')) return server;
    await pause(500);
  }
  throw new Error('the sample company is not complete after five minutes');
}

/** examples says, for pages of one thing, which one is shown. */
async function examples(server: Server): Promise<Record<string, string>> {
  const first = async (path: string) => (await server.admin(path)).items[0];
  const named = async (path: string, name: string) =>
    (await server.admin(path)).items.find((item: { displayName?: string; name?: string; description?: string }) => (item.displayName ?? item.name ?? item.description) === name);
  const connection = (await named('/connections', 'Okta of Northwind')).id;
  const plan = (await first('/plans')).id;
  return {
    users: (await first('/sync/failures/out_of_seats/users')).userId,
    groups: (await named('/directory/groups?limit=100', 'Sales')).id,
    rules: (await named('/rules', 'Sales in Germany and Austria is written to in German')).id,
    runs: (await first('/sync/runs?kind=full')).id,
    holds: (await first('/holds')).id,
    preview: plan,
    plans: plan,
    failures: 'out_of_seats',
    products: 'phone',
    templates: (await named('/email-templates', 'Sales')).id,
    'settings-templates': (await named('/settings-templates', 'Field staff')).id,
    'user-groups': (await named('/user-groups', 'Sales')).id,
    connect: connection,
    connections: connection,
  };
}

/** pagesOf is every page of the table of routes by a name, with an example where it is of one thing; a page of which there is none is a failure. */
export async function pagesOf(server: Server): Promise<Map<string, string>> {
  const example = await examples(server);
  const table = readFileSync(join(import.meta.dirname, '../src/app/pages.ts'), 'utf8');
  const found = new Map<string, string>();
  for (const [, path = ''] of table.matchAll(/\{ path: '([^']+)', words:/g)) {
    const id = path.includes('$') ? example[path.split('/')[1] ?? ''] : '';
    if (id === undefined) throw new Error(`the sample company has no example for ${path}`);
    found.set(path.slice(1).replaceAll(/\/\$\w+/g, '-one').replaceAll('/', '-') || 'overview', path.replaceAll(/\$\w+/g, id));
  }
  return found;
}
