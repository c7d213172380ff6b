// scimmy with scimmy-routers on express, over maps in memory with an index by userName: the least that a user of it would write.
import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import { announce, cpu, peer } from './peers.mjs';

const express = peer('express');
const SCIMMY = peer('scimmy').default ?? peer('scimmy');
const routers = peer('scimmy-routers');
const SCIMMYRouters = routers.default ?? routers;

const users = new Map(), byName = new Map(), groups = new Map();

SCIMMY.Resources.declare(SCIMMY.Resources.User)
  .ingress((resource, data) => {
    const id = resource.id ?? randomUUID();
    const taken = byName.get(data.userName);
    if (taken && taken !== id) throw new SCIMMY.Types.Error(409, 'uniqueness', 'taken');
    const user = { ...data, id, meta: { created: users.get(id)?.meta.created ?? new Date(), lastModified: new Date() } };
    users.set(id, user);
    byName.set(data.userName, id);
    return user;
  })
  .egress((resource) => find(resource, users, named))
  .degress((resource) => { users.delete(resource.id); });

SCIMMY.Resources.declare(SCIMMY.Resources.Group)
  .ingress((resource, data) => {
    const id = resource.id ?? randomUUID();
    const group = { ...data, id, meta: { created: new Date(), lastModified: new Date() } };
    groups.set(id, group);
    return group;
  })
  .egress((resource) => find(resource, groups, () => undefined))
  .degress((resource) => { groups.delete(resource.id); });

// named answers userName eq "x" from the index.
function named(resource) {
  const name = resource.filter?.[0]?.userName;
  if (name?.[0] !== 'eq') return undefined;
  const id = byName.get(name[1]);
  return id ? [users.get(id)] : [];
}

function find(resource, all, indexed) {
  if (!resource.id) return indexed(resource) ?? [...all.values()];
  const one = all.get(resource.id);
  if (!one) throw new SCIMMY.Types.Error(404, null, 'not found');
  return one;
}

const app = express();
app.get('/cpu', (_, response) => { response.json({ ns: cpu() }); });
app.use('/scim', new SCIMMYRouters({
  type: 'bearer',
  handler: (request) => {
    if (request.header('Authorization') !== 'Bearer bench') throw new Error('unknown');
    return 'bench';
  },
}));
announce(createServer(app), { base: '/scim', token: 'bench' });
