import { expect } from './fixture';
import type { Server } from './server';

/** ready has the draft worked out, and answers with its plan. */
export async function ready(server: Server): Promise<any> {
  const { id } = await server.admin('/plans', {});
  await expect.poll(async () => (await server.admin(`/plans/${id}`)).state).toBe('ready');
  return server.admin(`/plans/${id}`);
}

/** goLive has the draft come about for everybody, also where the guard asks first, and answers with the id of the run when it is over. */
export async function goLive(server: Server): Promise<string> {
  const plan = await ready(server);
  if (plan.held) await server.admin(`/plans/${plan.id}/approve`, { reason: 'As meant' });
  const { run } = await server.admin(`/plans/${plan.id}/apply`, {});
  await expect.poll(async () => (await server.admin(`/sync/runs/${run}`)).state).toMatch(/^(done|partly)$/);
  return run;
}
