import { renderHook } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { dropFlashes, showFlash, useFlashes } from './flash';

const shown = () => renderHook(useFlashes).result.current.map((flash) => flash.content);

beforeEach(() => dropFlashes());

describe('messages', () => {
  it('of success make room for the next, failures stay until they are put away', () => {
    showFlash({ type: 'error', content: 'It failed' });
    showFlash({ type: 'success', content: 'Saved' });
    showFlash({ type: 'success', content: 'Live' });
    expect(shown()).toEqual(['It failed', 'Live']);
  });

  it('with the same id take the place of one another', () => {
    showFlash({ id: 'order', type: 'info', content: 'first' });
    showFlash({ id: 'order', type: 'info', content: 'second' });
    expect(shown()).toEqual(['second']);
  });
});
