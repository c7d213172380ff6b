/** Where the cure of a failure is done. */
const cures: Record<string, string> = {
  out_of_seats: '/products',
  group_missing: '/rules',
  template_missing: '/rules',
  invalid_value: '/rules',
  role_not_assignable: '/settings',
  domain_not_verified: '/settings',
};

/** cureOf is the page where a failure is cured; undefined where that is not in the console. */
export const cureOf = (code: string): string | undefined => cures[code];
