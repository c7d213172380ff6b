import { save } from '../api/download';

/** cell quotes a value, and defuses what a spreadsheet would take for a formula. */
function cell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** csv writes rows as RFC 4180 has it, headings first. */
export function csv(rows: (string | number)[][]): string {
  return rows.map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

/** saveCSV saves the rows of a table that is on screen whole; what is paged comes from the server by downloadTable. */
export function saveCSV(rows: (string | number)[][], name: string): void {
  save(new Blob(['\ufeff', csv(rows)], { type: 'text/csv;charset=utf-8' }), name);
}
