import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '~/api/queries';
import { moneyIn } from './money';

/** The service's currency, ISO 4217. */
export function useCurrency(): string {
  const { data } = useQuery(sessionQuery);
  return data?.currency ?? 'USD';
}

/** Writes amounts in the service's currency. */
export const useMoney = (): ((amount: number) => string) => moneyIn(useCurrency());
