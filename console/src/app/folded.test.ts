import type { KeyboardEvent } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { pressFolded } from './folded';

/** entry is an element of the page, with how often it was pressed. */
function entry(html: string) {
  document.body.innerHTML = html;
  const target = document.body.firstElementChild as HTMLElement;
  const pressed = vi.fn();
  target.addEventListener('click', pressed);
  return { target, pressed };
}

/** press has the keys handled, and says whether the browser was kept from handling them too. */
function press(key: string, target: HTMLElement): boolean {
  const preventDefault = vi.fn();
  pressFolded({ key, target, preventDefault } as unknown as KeyboardEvent);
  return preventDefault.mock.calls.length > 0;
}

afterEach(() => void (document.body.innerHTML = ''));

describe('an entry that is folded into "More"', () => {
  it.each(['Enter', ' '])('is pressed by the key "%s", once', (key) => {
    const { target, pressed } = entry('<a role="button">Sign out</a>');
    expect(press(key, target)).toBe(true);
    expect(pressed).toHaveBeenCalledOnce();
  });

  it.each([
    ['another key', 'a', '<a role="button">Sign out</a>'],
    ['a link that leads somewhere', 'Enter', '<a role="button" href="#there">Help</a>'],
    ['a button of the browser', 'Enter', '<button>Language</button>'],
  ])('is left to the browser: %s', (_, key, html) => {
    const { target, pressed } = entry(html);
    expect(press(key, target)).toBe(false);
    expect(pressed).not.toHaveBeenCalled();
  });
});
