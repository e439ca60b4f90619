import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, body } from '~/api/client';
import type { Rule } from '~/api/types';
import { useDraft } from '~/draft/context';
import { useDebounced } from '~/ui/useDebounced';

/** Typing rests for so long before the service is asked. */
const REST_MS = 300;

/** Between slashes is a regular expression; anything else is plain text. */
export const isExpression = (pattern: string): boolean => /^\/.+\/$/s.test(pattern);

/**
 * What the service makes of an engine's rules as they are edited: which one answers the message, and what is wrong with a pattern. The latter
 * goes into the draft's problems.
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
  // biome-ignore lint/correctness/useExhaustiveDependencies: the patterns are those the answer is about
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
