import { createBrowserHistory, createRootRoute, createRoute, createRouter, lazyRouteComponent, type RouterHistory } from '@tanstack/react-router';
import { loadWords } from '../i18n';
import { base } from './links';
import { LoadFailure } from './load-failure';
import { Loading } from '../common/loading';
import { NotFound } from './not-found';
import { Root } from './root';
import { pages, type PageDefinition } from './pages';

const root = createRootRoute({ component: Root });

function route(page: PageDefinition) {
  return createRoute({
    getParentRoute: () => root,
    path: page.path,
    remountDeps: ({ params }) => params, // of another thing the page begins anew
    // the chunk and the words are fetched side by side
    component: lazyRouteComponent(async () => (await Promise.all([page.load(), loadWords(...page.words)]))[0]),
  });
}

/** newRouter makes the router; tests give it a history of their own. */
export function newRouter(history: RouterHistory = createBrowserHistory()) {
  return createRouter({
    routeTree: root.addChildren(pages.map(route)),
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
