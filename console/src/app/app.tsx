import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { Suspense, useState } from 'react';
import { Words } from './words';
import { newQueryClient } from './query';
import { newRouter } from './router';

/** App is the console. Tests give it a router and a query client of their own. */
export function App({ router, client }: { router?: ReturnType<typeof newRouter>; client?: QueryClient }) {
  const [ours] = useState(() => ({ router: router ?? newRouter(), client: client ?? newQueryClient() }));
  return (
    <QueryClientProvider client={ours.client}>
      <Suspense fallback={null}>
        <Words>
          <RouterProvider router={ours.router} />
        </Words>
      </Suspense>
    </QueryClientProvider>
  );
}
