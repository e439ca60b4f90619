import { EmptyState } from '~/ui/states';

export function BehaviourTab() {
  return (
    <EmptyState title="Not in the dashboard yet">
      Texts, memory and limits can be set through the API.
    </EmptyState>
  );
}
