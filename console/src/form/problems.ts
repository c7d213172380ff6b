import type { FieldPath, FieldValues, UseFormReturn } from 'react-hook-form';
import { asProblem } from '../api/problem';

/**
 * showProblem puts what the server refuses at the fields that it is about, and the focus on the first. `at` says which field of the form a member of the
 * request is, such as products[0].key. It returns whether every member found its field: what did not must be said above the form.
 */
export function showProblem<F extends FieldValues>(form: UseFormReturn<F>, error: unknown, at: (path: string) => FieldPath<F> | undefined): boolean {
  const { fields } = asProblem(error);
  let placed = fields.length > 0;
  let first = true;
  for (const { path, detail } of fields) {
    const name = at(path);
    if (!name) {
      placed = false;
      continue;
    }
    form.setError(name, { type: 'server', message: detail }, { shouldFocus: first });
    first = false;
  }
  return placed;
}
