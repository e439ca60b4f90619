import { EmptyState } from '~/ui/states';

export function EnginesTab() {
  return (
    <EmptyState title="Not in the dashboard yet">
      The prompt and the engines can be set through the API.
    </EmptyState>
  );
}
