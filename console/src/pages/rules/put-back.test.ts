import type { KeyboardEvent } from 'react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { putBack } from './put-back';

/** heard is the keys that reached what listens on the document, as what carries a rule does. */
let heard: string[] = [];
const listen = (event: globalThis.KeyboardEvent) => void heard.push(event.code);

beforeEach(() => {
  heard = [];
  document.addEventListener('keydown', listen);
});
afterEach(() => document.removeEventListener('keydown', listen));

/** press has a key handled that was pressed on the first element of some HTML, and stopped there. */
function press(code: string, html: string): void {
  const page = document.createElement('div');
  page.innerHTML = html;
  putBack({ key: code, code, target: page.firstElementChild } as unknown as KeyboardEvent);
}

describe('Esc on the handle of a rule', () => {
  it('reaches what carries the rule, so that the rule goes back to where it was', () => {
    press('Escape', '<span role="button" aria-pressed="true"></span>');
    expect(heard).toEqual(['Escape']);
  });

  it.each([
    ['while nothing is carried', 'Escape', '<span role="button" aria-pressed="false"></span>'],
    ['elsewhere in the list', 'Escape', '<input>'],
    ['when it is another key', 'ArrowDown', '<span role="button" aria-pressed="true"></span>'],
  ])('goes no further %s', (_, code, html) => {
    press(code, html);
    expect(heard).toEqual([]);
  });
});
