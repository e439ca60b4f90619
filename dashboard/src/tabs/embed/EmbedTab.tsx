import { EmptyState } from '~/ui/states';

export function EmbedTab() {
  return (
    <EmptyState title="Not in the dashboard yet">
      The API’s documentation shows the script tag.
    </EmptyState>
  );
}
