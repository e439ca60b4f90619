import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, body } from '~/api/client';
import type { Rule } from '~/api/types';
import { useDraft } from '~/draft/context';
import { useDebounced } from '~/ui/useDebounced';

/** How long to wait after the last keystroke before asking the service. */
const REST_MS = 300;

/** Text between slashes is a regular expression; anything else is plain text. */
export const isExpression = (pattern: string): boolean => /^\/.+\/$/s.test(pattern);

/**
 * Asks the service about an engine's rules while they are edited: which one answers the message, and which patterns are invalid. The invalid
 * ones become problems of the draft.
 */
export function useRuleTrial(rules: readonly Rule[], message: string, path: string) {
  const draft = useDraft();
  const asked = useDebounced(rules, REST_MS);
  const text = useDebounced(message.trim(), REST_MS);
  const patterns = asked.map(({ pattern }) => pattern);
  const query = useQuery({
    queryKey: ['rule-trial', patterns, text],
    queryFn: ({ signal }) =>
      body(
        api.POST('/v1/admin/rules/try', {
          body: { patterns, ...(text && { message: text }) },
          signal,
        }),
      ),
    enabled: text !== '' || patterns.some(isExpression),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
  const { data, isPlaceholderData } = query;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the patterns are those that the answer is about
  useEffect(() => {
    if (!data || isPlaceholderData) return;
    const found = data.problems.map(({ rule, message: problem }) => ({
      path: `${path}.${rule}.pattern`,
      value: patterns[rule],
      problem: `The pattern ${problem}.`,
    }));
    draft.judge(path, found);
  }, [data, isPlaceholderData, draft, path]);
  const isAsking = query.isFetching || asked !== rules || text !== message.trim();
  return { ...query, text, isAsking };
}

export type RuleTrial = ReturnType<typeof useRuleTrial>;
