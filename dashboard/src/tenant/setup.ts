import type { KeyView, TenantDocument } from '~/api/types';
import { same } from '~/draft/diff';
import { DEFAULT_TOKENS } from './defaults';
import { lacksKey } from './providers';
import type { TabPath } from './tabs';

export interface SetupStep {
  title: string;
  help: string;
  tab: TabPath;
  /** What has the focus there; left out, the tab's own beginning. */
  field?: string;
  isDone: boolean;
}

type Engine = TenantDocument['engines'][number];
type Keys = readonly Pick<KeyView, 'kind' | 'revoked_at' | 'last_used_at'>[];

const hasRules = ({ rules }: Engine): boolean => (rules?.length ?? 0) > 0;

/** Whether it can say more than its fallback. An echo is for trying out. */
function answers(engine: Engine, keys: TenantDocument['provider_keys']): boolean {
  if (engine.provider === 'rules') return hasRules(engine);
  return engine.provider !== 'echo' && !lacksKey(engine, keys);
}

/** What a new tenant needs until its first visitor is answered, ticked from what there is of it. */
export function setupSteps(tenant: TenantDocument, keys: Keys): SetupStep[] {
  const { tokens, prompt, engines, default_engine, origins, provider_keys } = tenant;
  const engine = engines.find(({ name }) => name === default_engine);
  const published = keys.filter(({ kind }) => kind === 'publishable');
  return [
    {
      title: 'Give it its colours',
      help: 'Begin from a preset; the preview shows each change.',
      tab: 'appearance',
      field: 'tokens.brand.primary',
      isDone: !same(tokens, DEFAULT_TOKENS),
    },
    {
      title: 'Write the prompt',
      help: 'Who answers, in which tone, and what it should not do. Rules need none.',
      tab: 'engines',
      field: 'prompt',
      isDone: prompt.trim() !== '' || (engine !== undefined && hasRules(engine)),
    },
    {
      title: 'Give it an engine that answers',
      help: 'A provider’s model with its key, or rules of your own.',
      tab: 'engines',
      field: 'engines',
      isDone: engine !== undefined && answers(engine, provider_keys),
    },
    {
      title: 'Name the origins',
      help: 'The sites on which the chat may run, for example https://shop.example.',
      tab: 'keys',
      field: 'origins',
      isDone: origins.length > 0,
    },
    {
      title: 'Make a key',
      help: 'A publishable one: it goes into the page, and works on those origins only.',
      tab: 'keys',
      isDone: published.some(({ revoked_at }) => !revoked_at),
    },
    {
      title: 'Paste the snippet, and write the first message',
      help: 'One script tag. Ticked when the first message comes from the page.',
      tab: 'embed',
      isDone: published.some(({ last_used_at }) => last_used_at),
    },
  ];
}

/** Titles of what comes after the first step, for a list without tenants. */
export const UPCOMING = [
  'Give it its colours',
  'Write the prompt',
  'Give it an engine that answers',
  'Name the origins',
  'Make a key',
  'Paste the snippet, and write the first message',
];
