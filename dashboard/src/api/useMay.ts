import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from './queries';
import { isAllowed, type Operation } from './roles';

/** Whether the operator may. The service refuses anyway; this keeps away what would only be refused. */
export function useMay(operation: Operation): boolean {
  const { data: me } = useQuery(sessionQuery);
  return me !== undefined && isAllowed(me, operation);
}
