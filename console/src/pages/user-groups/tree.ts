import type { UserGroup } from '../../api/catalogue';
import type { Rule } from '../../api/rules';

const byName = (a: UserGroup, b: UserGroup) => (a.name ?? '').localeCompare(b.name ?? '');

/** childrenOf is the user groups right below one, or, without one, those at the top: those whose parent is gone are there, too. */
export function childrenOf(groups: UserGroup[], parent?: string): UserGroup[] {
  const known = new Set(groups.map((g) => g.id));
  return groups.filter((g) => (parent === undefined ? !g.parent || !known.has(g.parent) : g.parent === parent)).sort(byName);
}

/** pathOf is a user group and those above it, the top first. */
export function pathOf(groups: UserGroup[], id: string): UserGroup[] {
  const path: UserGroup[] = [];
  for (let at = groups.find((g) => g.id === id); at && !path.includes(at); at = groups.find((g) => g.id === at?.parent)) path.unshift(at);
  return path;
}

/** belowOf is the ids of a user group and everything below it. */
export function belowOf(groups: UserGroup[], id: string): Set<string> {
  return new Set(groups.filter((g) => pathOf(groups, g.id).some((above) => above.id === id)).map((g) => g.id));
}

/** manages tells whether a rule makes managers of a user group: of it, of one above it, or of all. */
export function manages(rule: Rule, groups: UserGroup[], id: string): boolean {
  const managed = rule.role?.kind === 'manager' ? rule.role.managedGroups : undefined;
  if (managed === 'all') return true;
  return Array.isArray(managed) && pathOf(groups, id).some((above) => managed.includes(above.id));
}
