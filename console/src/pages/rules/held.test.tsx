import { fireEvent, render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { useHeld } from './held';

function Rows({ tell }: { tell: (row?: string) => void }) {
  const { held, note } = useHeld(['Alpha', 'Beta']);
  return (
    <div onPointerDownCapture={note} onKeyDownCapture={note} onDrop={() => tell(held.current)}>
      <ol>
        <li><button type="button">First</button></li>
        <li><button type="button">Second</button></li>
      </ol>
      <p>Below</p>
    </div>
  );
}

describe('which row is picked up', () => {
  it.each([
    ['by mouse', () => fireEvent.pointerDown(screen.getByText('Second')), 'Beta'],
    ['by key', () => fireEvent.keyDown(screen.getByText('First'), { key: ' ' }), 'Alpha'],
    ['by nothing', () => fireEvent.pointerDown(screen.getByText('Below')), undefined],
  ])('%s', (_, pick, row) => {
    let told: string | undefined;
    render(<Rows tell={(held) => (told = held)} />);
    pick();
    fireEvent.drop(screen.getByText('Below'));
    expect(told).toBe(row);
  });
});
