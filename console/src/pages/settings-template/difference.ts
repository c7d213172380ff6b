import type { SettingsTemplate } from '../../api/catalogue';
import { valuesOf, type Row } from './values';

/** Line is a feature of which two versions say different things; absent: one does not name it. */
export interface Line {
  product: string;
  feature: string;
  now?: Row;
  then?: Row;
}

const keyOf = (row: Row) => JSON.stringify([row.product, row.feature]);
const rowsOf = (template: SettingsTemplate) => new Map(valuesOf(template).rows.map((row) => [keyOf(row), row]));

/** differences is what restoring one version over another would change, by product and feature. */
export function differences(now: SettingsTemplate, then: SettingsTemplate): Line[] {
  const [before, after] = [rowsOf(now), rowsOf(then)];
  const rows = [...new Map([...before, ...after]).values()].sort((a, b) => a.product.localeCompare(b.product) || a.feature.localeCompare(b.feature));
  return rows
    .map((row) => ({ product: row.product, feature: row.feature, now: before.get(keyOf(row)), then: after.get(keyOf(row)) }))
    .filter((line) => line.now?.kind !== line.then?.kind || line.now?.value !== line.then?.value);
}
