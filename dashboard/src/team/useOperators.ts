import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, body } from '~/api/client';
import { ApiError, explain } from '~/api/error';
import { operatorsQuery, sessionQuery } from '~/api/queries';
import type { OperatorInput, OperatorView, OperatorWithLink } from '~/api/types';
import { toast } from '~/ui/toast';

const at = ({ id }: OperatorView) => ({ params: { path: { id } } });

const isGone = (error: unknown): boolean => error instanceof ApiError && error.code === 'not_found';

export function useInvite(onInvited: (operator: OperatorWithLink) => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (input: OperatorInput) => body(api.POST('/v1/admin/operators', { body: input })),
    onSuccess: (operator) => {
      void queryClient.invalidateQueries(operatorsQuery);
      onInvited(operator);
    },
  });
}

interface Change extends OperatorInput {
  disabled: boolean;
}

/** What an owner sets on an operator, as it is. */
export const settingsOf = ({ email, role, tenants, status }: OperatorView): Change => ({
  email,
  role,
  tenants,
  disabled: status === 'disabled',
});

/** `tell`: what to say when it is done. */
export function useChange(onChanged: () => void, tell: (operator: OperatorView) => string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ of, to }: { of: OperatorView; to: Change }) =>
      body(api.PUT('/v1/admin/operators/{id}', { ...at(of), body: to })),
    onSuccess: async (operator) => {
      const me = queryClient.getQueryData(sessionQuery.queryKey);
      if (me?.id === operator.id) void queryClient.invalidateQueries(sessionQuery);
      await queryClient.invalidateQueries(operatorsQuery);
      onChanged();
      toast(tell(operator));
    },
  });
}

export function useRemove(onRemoved: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (of: OperatorView) => {
      try {
        await api.DELETE('/v1/admin/operators/{id}', at(of));
      } catch (error) {
        // Another owner was faster.
        if (!isGone(error)) throw error;
      }
    },
    onSuccess: async (_, { email, status }) => {
      await queryClient.invalidateQueries(operatorsQuery);
      onRemoved();
      toast(status === 'invited' ? `Withdrew the invitation of ${email}.` : `Removed ${email}.`);
    },
  });
}

export function useNewLink(onMade: (operator: OperatorWithLink) => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (of: OperatorView) =>
      body(api.POST('/v1/admin/operators/{id}/password-link', at(of))),
    onSuccess: (operator) => onMade(operator),
    onError: (error) => toast(`No link was made. ${explain(error)}`, { kind: 'error' }),
    onSettled: () => void queryClient.invalidateQueries(operatorsQuery),
  });
}
