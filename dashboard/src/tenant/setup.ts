import type { KeyView, TenantDocument } from '~/api/types';
import { same } from '~/draft/diff';
import { DEFAULT_SETTINGS } from '~/generated/rulebook';
import { lacksKey } from './secrets';
import type { TabPath } from './tabs';

export interface SetupStep {
  title: string;
  help: string;
  tab: TabPath;
  /** What gets the focus there; by default, the start of the tab. */
  field?: string;
  isDone: boolean;
}

type Engine = TenantDocument['engines'][number];
type Keys = readonly Pick<KeyView, 'kind' | 'revoked_at' | 'last_used_at'>[];

const hasRules = ({ rules }: Engine): boolean => (rules?.length ?? 0) > 0;

/** Whether it can say more than its fallback. Echo is only for testing. */
function answers(engine: Engine, keys: TenantDocument['provider_keys']): boolean {
  if (engine.provider === 'rules') return hasRules(engine);
  return engine.provider !== 'echo' && !lacksKey(engine, keys);
}

/** The data that the steps are judged by. */
interface Facts {
  tenant: TenantDocument;
  /** The default engine. */
  engine: Engine | undefined;
  published: Keys;
}

type Step = Omit<SetupStep, 'isDone'> & { isDone: (facts: Facts) => boolean };

const STEPS: readonly Step[] = [
  {
    title: 'Set the brand colours',
    help: 'Start from a preset. The preview shows every change.',
    tab: 'appearance',
    field: 'tokens.brand.primary',
    isDone: ({ tenant }) => !same(tenant.tokens, DEFAULT_SETTINGS.tokens),
  },
  {
    title: 'Write the prompt',
    help: 'Say who answers, in which tone, and what to avoid. Rules don’t need a prompt.',
    tab: 'engines',
    field: 'prompt',
    isDone: ({ tenant, engine }) =>
      tenant.prompt.trim() !== '' || (engine !== undefined && hasRules(engine)),
  },
  {
    title: 'Choose a model',
    help: 'Set a provider’s model and key, or write your own rules.',
    tab: 'engines',
    field: 'engines',
    isDone: ({ tenant, engine }) => engine !== undefined && answers(engine, tenant.provider_keys),
  },
  {
    title: 'Allow the site’s origins',
    help: 'The sites on which the chat may run, for example https://shop.example.',
    tab: 'keys',
    field: 'origins',
    isDone: ({ tenant }) => tenant.origins.length > 0,
  },
  {
    title: 'Create a key',
    help: 'A publishable key goes into the page and works only on those origins.',
    tab: 'keys',
    isDone: ({ published }) => published.some(({ revoked_at }) => !revoked_at),
  },
  {
    title: 'Paste the snippet and send a message',
    help: 'It is one script tag. This step is done when the first message arrives from the page.',
    tab: 'embed',
    isDone: ({ published }) => published.some(({ last_used_at }) => Boolean(last_used_at)),
  },
];

/** What a new tenant needs until its first visitor gets an answer. Steps are ticked off by the tenant's data. */
export function setupSteps(tenant: TenantDocument, keys: Keys): SetupStep[] {
  const engine = tenant.engines.find(({ name }) => name === tenant.default_engine);
  const published = keys.filter(({ kind }) => kind === 'publishable');
  return STEPS.map((step) => ({ ...step, isDone: step.isDone({ tenant, engine, published }) }));
}

/** Titles of the steps after the first, for an empty list of tenants. */
export const UPCOMING = STEPS.map(({ title }) => title);
