import { CSPProvider } from '@base-ui/react/csp-provider';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiError } from './api/error';
import { sessionQuery } from './api/queries';
import { makeRouter } from './routes';
import { takeLinkSecret } from './session/link-secret';
import type { SignOut } from './session/sign-out';
import './styles.css';

// Before anything else sees the address.
takeLinkSecret();

/** Errors that a retry may fix: no connection, or an error of the service. */
const isPassing = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 0 || error.status >= 500);

/** An owner may have changed the operator's role. What is offered follows it. */
const followRole = (error: unknown): void => {
  if (!(error instanceof ApiError) || error.code !== 'missing_role') return;
  void queryClient.invalidateQueries(sessionQuery);
};

const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: followRole }),
  mutationCache: new MutationCache({ onError: followRole }),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // Failures are shown at once with a way to try again, so there is no separate waiting state.
      networkMode: 'always',
      retry: (failures, error) => failures < 1 && isPassing(error),
    },
    mutations: { networkMode: 'always' },
  },
});
const router = makeRouter(queryClient);

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
  interface HistoryState {
    signOut?: SignOut;
  }
}

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <CSPProvider disableStyleElements>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </CSPProvider>
    </StrictMode>,
  );
}
