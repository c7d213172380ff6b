import { createBrowserHistory, createRootRoute, createRoute, createRouter, lazyRouteComponent, useRouter, type RouterHistory } from '@tanstack/react-router';
import { useEffect } from 'react';
import { loadWords } from '../i18n';
import { base, href } from './links';
import { LoadFailure } from './load-failure';
import { Loading } from '../common/loading';
import { NotFound } from './not-found';
import { Root } from './root';
import { home, pages, type PageDefinition } from './pages';

const root = createRootRoute({ component: Root });

function route(page: PageDefinition) {
  return createRoute({
    getParentRoute: () => root,
    path: page.path,
    // the chunk and the words are fetched side by side
    component: lazyRouteComponent(async () => (await Promise.all([page.load(), loadWords(...page.words)]))[0]),
  });
}

/** Start sends on who asks for the console without naming a page, while no page is at its top. */
function Start() {
  const { history } = useRouter();
  useEffect(() => history.replace(href(home)), [history]);
  return null;
}

const start = createRoute({ getParentRoute: () => root, path: '/', component: Start });

/** newRouter makes the router; tests give it a history of their own. */
export function newRouter(history: RouterHistory = createBrowserHistory()) {
  const routes = pages.map(route);
  return createRouter({
    routeTree: root.addChildren(pages.some((page) => page.path === '/') ? routes : [start, ...routes]),
    basepath: base,
    history,
    defaultErrorComponent: LoadFailure,
    defaultNotFoundComponent: NotFound,
    defaultPendingComponent: Loading,
    defaultPendingMs: 300,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof newRouter>;
  }
}
