import { EmptyState } from '~/ui/states';

export function ConversationsTab() {
  return (
    <EmptyState title="Not in the dashboard yet">
      Conversations can be read through the API.
    </EmptyState>
  );
}
