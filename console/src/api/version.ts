import { queryOptions } from '@tanstack/react-query';

/** docsURL is the readable list of the operations of the admin API. */
export const docsURL = () => new URL('/api/docs', location.origin).href;

/** What a version looks like; anything else is some other page in its place. */
const looksSo = /^[\w.+-]{1,60}$/;

/** versionQuery reads which version of usersync answers; '' where that is not told, as behind a gateway. */
export const versionQuery = () =>
  queryOptions({
    queryKey: ['version'],
    staleTime: Infinity,
    retry: false,
    queryFn: async () => {
      const answer = await globalThis.fetch(new URL('/version', location.origin));
      const text = answer.ok ? (await answer.text()).trim() : '';
      return looksSo.test(text) ? text : '';
    },
  });
