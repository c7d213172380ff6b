import { useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { catalogueKey } from '../api/catalogue';
import type { Versioned } from '../api/client';
import { isStale } from '../api/problem';
import { rulesKey } from '../api/rules';

/** Clash says that somebody else changed the same thing in the meantime: `theirs` is what the form would hold of it now. Saving once more writes over it, knowingly. */
export class Clash<F> extends Error {
  readonly theirs: F;
  constructor(theirs: F) {
    super('somebody else changed the same thing');
    this.theirs = theirs;
  }
}

interface SaveOptions<T, F, R> {
  /** As it was read when the form opened; absent: it is new. */
  seen?: Versioned<T>;
  read: () => Promise<Versioned<T>>;
  write: (values: F, etag: string | undefined) => Promise<R>;
  valuesOf: (thing: T) => F;
}

/**
 * useVersionedSave saves a form, again and again where a write answers with the new version. What is stale only because something else moved is written all the same; where the thing itself changed it throws a Clash.
 */
export function useVersionedSave<T extends object, F, R>({ seen, read, write, valuesOf }: SaveOptions<T, F, R>): (values: F) => Promise<R> {
  const client = useQueryClient();
  const known = useRef(seen);
  const keep = (saved: R): R => {
    if (saved && typeof saved === 'object' && 'etag' in saved) known.current = saved as unknown as Versioned<T>;
    return saved;
  };
  return async (values) => {
    try {
      return keep(await write(values, known.current?.etag));
    } catch (error) {
      if (!isStale(error) || !known.current) throw error;
      const before = JSON.stringify(valuesOf(known.current));
      known.current = await read();
      const theirs = valuesOf(known.current);
      if (JSON.stringify(theirs) !== before) throw new Clash(theirs);
      return keep(await write(values, known.current.etag));
    } finally {
      await Promise.all([client.invalidateQueries({ queryKey: catalogueKey }), client.invalidateQueries({ queryKey: rulesKey })]);
    }
  };
}
