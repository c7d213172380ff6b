import type { Server } from './server';

/** World is a small company that tests work in. */
export interface World {
  /** Ids of directory groups by name. */
  groups: Record<string, string>;
}

const people = ['ann', 'bob', 'eve'];

/** fill puts people, directory groups and products into an empty account; the rules are the test's. */
export async function fill(server: Server, groups: string[] = ['Sales', 'Support', 'Interns']): Promise<World> {
  const ids: string[] = [];
  for (const name of people) {
    const user = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: `${name}@example.com`, displayName: name, active: true, emails: [{ value: `${name}@example.com`, primary: true }] };
    ids.push((await server.scim('/Users', user)).id);
  }
  const world: World = { groups: {} };
  for (const displayName of groups) {
    const group = await server.scim('/Groups', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName, members: ids.map((value) => ({ value })) });
    world.groups[displayName] = group.id;
  }
  await server.admin('/products', { key: 'meeting', name: 'Meeting', seats: 50, plans: ['basic', 'pro'] });
  await server.admin('/products', { key: 'connect', name: 'Connect', seats: 2 });
  await server.admin('/user-groups', { name: 'Field' });
  return world;
}
