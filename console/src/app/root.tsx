import { useRouterState } from '@tanstack/react-router';
import { Outlet } from '@tanstack/react-router';
import { Suspense, useEffect } from 'react';
import { ErrorState } from '../common/states';
import { Loading } from '../common/loading';
import { Frame } from './frame';
import { href, useGo, useLinks } from './links';
import { pages } from './pages';
import { useSession } from './session';
import { SignInAgain } from './sign-in-again';

/** Root decides what is around a page: nothing, or the frame for who is signed in. */
export function Root() {
  useLinks();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const bare = pages.some((page) => page.bare && path === page.path);
  if (bare) {
    return (
      <Suspense fallback={<Loading />}>
        <Outlet />
      </Suspense>
    );
  }
  return <Members />;
}

/** Members is everything that only who is signed in may see. Whose session ends meanwhile signs in over the page, which stays as it is. */
function Members() {
  const session = useSession();
  const go = useGo();
  const nobody = session.data === null;
  useEffect(() => {
    if (nobody) go(`/signin?back=${encodeURIComponent(location.pathname.slice(href('').length) + location.search)}`);
  }, [nobody, go]);
  if (session.isError) return <ErrorState error={session.error} retry={() => void session.refetch()} />;
  if (!session.data) return <Loading />;
  return (
    <>
      <Frame>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </Frame>
      <SignInAgain />
    </>
  );
}
