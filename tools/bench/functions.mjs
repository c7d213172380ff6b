// Processor time of scim2-parse-filter and scim-patch on the inputs that the Go side has.
import { cpu, inputs, measure, peer, report } from './peers.mjs';

const { parse, filter } = peer('scim2-parse-filter');
const { scimPatch } = peer('scim-patch');

for (const { name, text } of inputs.filters) {
  measure(`parse/${name}`, () => parse(text));
  const matches = filter(parse(text));
  if (!matches(inputs.user)) throw new Error(`${name} does not match`);
  measure(`evaluate/${name}`, () => matches(inputs.user));
}

// The original must survive, as it does on the Go side: a server compares the two.
for (const { name, operations } of inputs.patches) {
  measure(`patch/${name}`, () => scimPatch(inputs.user, operations, { mutateDocument: false, treatMissingAsAdd: true }));
}

for (const size of inputs.groups) members(size);

// members changes a group that the peer has in memory as one list. It is changed in place, which is the cheapest that the peer can.
function members(size) {
  const group = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'Everybody', members: [] };
  for (let i = 0; i < size; i++) group.members.push({ value: `01K0000000000000000${1000000 + i}` });
  const add = [{ op: 'add', path: 'members', value: [{ value: '01K00000000000000009999999' }] }];
  const remove = [{ op: 'remove', path: 'members[value eq "01K00000000000000009999999"]' }];
  const spent = { add: 0, remove: 0 };
  const rounds = Math.max(5, Math.min(2000, 200_000 / size));
  for (let i = -rounds; i < rounds; i++) { // the first half warms up
    const start = cpu();
    scimPatch(group, add);
    const between = cpu();
    scimPatch(group, remove);
    if (i < 0) continue;
    spent.add += between - start;
    spent.remove += cpu() - between;
  }
  if (group.members.length !== size) throw new Error(`${group.members.length} members left of ${size}`);
  report(`member-add/${size}`, spent.add / rounds);
  report(`member-remove/${size}`, spent.remove / rounds);
}
