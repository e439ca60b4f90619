import type { Figures } from '~/api/types';
import { grouped } from '~/draft/bounds';
import { compact, faultsOf, seconds, tokensOf } from '~/usage/figures';

export type MeasureName =
  | 'messages'
  | 'conversations'
  | 'cost'
  | 'tokens'
  | 'first_token'
  | 'faults'
  | 'rated_down';

/** Something that the chart can show of each day and engine. */
export interface Measure {
  label: string;
  /** Null: there is none on that day. */
  of: (figures: Figures) => number | null;
  format: (value: number) => string;
  /** Short, for the axis. */
  tick: (value: number) => string;
  /** Whether values are whole numbers. */
  isCount: boolean;
  /** Whether the engines' values add up, so that they are stacked. Otherwise each engine has a line. */
  isSum: boolean;
  /** What is said if there is none in the whole period. */
  none: string;
}

const counted = (label: string, of: Measure['of'], none: string): Measure => ({
  label,
  of,
  none,
  format: grouped,
  tick: compact,
  isCount: true,
  isSum: true,
});

/** The measures by name. `money` writes an amount. */
export function measures(money: (amount: number) => string): Record<MeasureName, Measure> {
  const inSeconds = (ms: number): string => `${seconds(ms)} s`;
  return {
    messages: counted('Messages a day', ({ messages }) => messages, 'No messages'),
    conversations: counted(
      'Conversations a day',
      ({ conversations }) => conversations,
      'No conversations',
    ),
    cost: {
      label: 'Cost a day',
      of: ({ cost }) => cost ?? null,
      format: money,
      tick: money,
      isCount: false,
      isSum: true,
      none: 'No cost',
    },
    tokens: counted('Model tokens a day', tokensOf, 'No model tokens'),
    first_token: {
      label: 'First token, half of the replies',
      of: ({ first_token_ms }) => first_token_ms?.p50 ?? null,
      format: inSeconds,
      tick: inSeconds,
      isCount: false,
      isSum: false,
      none: 'No replies',
    },
    faults: counted('Faults a day', faultsOf, 'No faults'),
    rated_down: counted('Rated down a day', ({ feedback }) => feedback.down, 'Nothing rated down'),
  };
}
