import type { ErrorComponentProps } from '@tanstack/react-router';
import { Link, useRouter } from '@tanstack/react-router';
import { ErrorState } from '~/api/ErrorState';
import { PanelRegion } from '~/ui/panels';
import { EmptyState } from '~/ui/states';

export function NotFound() {
  return (
    <PanelRegion className="flex-1 overflow-y-auto" label="Page" name="editor">
      <title>Not found · BubbleChat</title>
      <EmptyState
        action={
          <Link className="font-medium text-accent-ink underline underline-offset-3" to="/">
            Show tenants
          </Link>
        }
        isPage
        title="Page not found"
      >
        The address may be mistyped, or the page no longer exists.
      </EmptyState>
    </PanelRegion>
  );
}

/** An error that takes the whole page. */
export const WholePageError = (props: ErrorComponentProps) => (
  <main>
    <PageError {...props} />
  </main>
);

export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = (): void => {
    reset();
    void router.invalidate();
  };
  return <ErrorState error={error} isPage onRetry={retry} title="This page could not be shown" />;
}
