import { EmptyState } from '~/ui/states';

export function KeysTab() {
  return (
    <EmptyState title="Not in the dashboard yet">
      Keys and origins can be set through the API.
    </EmptyState>
  );
}
