import { expect, signIn, test as base, watch } from './fixture';
import { startServer, type Server } from './server';
import { fill, type World } from './world';

/** test has a program of its own for each test, as the test changes the rules: a small company in it, and somebody who is signed in. */
export const test = base.extend<{ own: Server; world: World; signedIn: void }>({
  own: async ({}, use) => {
    const server = await startServer();
    await use(server);
    await server.stop();
  },
  world: async ({ own }, use) => use(await fill(own)),
  signedIn: async ({ page, own, world }, use) => {
    const found = await watch(page);
    expect(world).toBeTruthy();
    await signIn(page, own);
    await use();
    expect(found).toEqual([]);
  },
});

/** addRules adds a rule for each directory group, by its name. */
export const addRules = async (server: Server, world: World) => {
  for (const [description, group] of Object.entries(world.groups)) await server.admin('/rules', { description, group, products: [{ key: 'meeting' }] });
};

/** order is the descriptions of the rules, strongest first. */
export const order = async (server: Server): Promise<string[]> => (await server.admin('/rules')).items.map((rule: { description: string }) => rule.description);
