import { renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dropFlashes, showFlash, useFlashes } from './flash';

const shown = () => renderHook(useFlashes).result.current.map((flash) => flash.content);

beforeEach(() => dropFlashes());
afterEach(() => void vi.useRealTimers());

describe('messages', () => {
  it('of success make room for the next, failures stay until they are put away', () => {
    showFlash({ type: 'error', content: 'It failed' });
    showFlash({ type: 'success', content: 'Saved' });
    showFlash({ type: 'success', content: 'Live' });
    expect(shown()).toEqual(['It failed', 'Live']);
  });

  it('of success go by themselves, but for those with something to do; failures stay', () => {
    vi.useFakeTimers();
    showFlash({ type: 'error', content: 'It failed' });
    showFlash({ type: 'success', content: 'Saved' });
    vi.advanceTimersByTime(20_000);
    expect(shown()).toEqual(['It failed']);
    showFlash({ type: 'success', content: 'Ready', action: 'Look' });
    vi.advanceTimersByTime(60_000);
    expect(shown()).toEqual(['It failed', 'Ready']);
  });

  it('with the same id take the place of one another', () => {
    showFlash({ id: 'order', type: 'info', content: 'first' });
    showFlash({ id: 'order', type: 'info', content: 'second' });
    expect(shown()).toEqual(['second']);
  });
});
