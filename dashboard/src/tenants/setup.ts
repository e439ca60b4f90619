import type { Settings } from '~/api/types';
import { same } from '~/draft/diff';
import type { TabPath } from '~/editor/tabs';
import { DEFAULT_TOKENS } from '~/tabs/appearance/defaults';

export interface SetupStep {
  title: string;
  help: string;
  tab: TabPath;
  isDone: boolean;
}

const BUILT_IN = new Set(['echo', 'rules']);

/** What a new tenant needs, ticked from what there is of it. */
export function setupSteps(settings: Settings, hasKey: boolean): SetupStep[] {
  const { tokens, prompt, engines, origins } = settings;
  return [
    {
      title: 'Give it its colours',
      help: 'Begin from a preset; the preview shows each change.',
      tab: 'appearance',
      isDone: !same(tokens, DEFAULT_TOKENS),
    },
    {
      title: 'Write the prompt',
      help: 'Who answers, in which tone, and what it should not do.',
      tab: 'engines',
      isDone: prompt.trim() !== '',
    },
    {
      title: 'Choose an engine',
      help: 'A model of a provider, or rules of your own.',
      tab: 'engines',
      isDone: engines.some(({ provider, rules }) => !BUILT_IN.has(provider) || rules?.length),
    },
    {
      title: 'Make a key and name the origins',
      help: 'The key goes into the page; it works only on the origins you name.',
      tab: 'keys',
      isDone: hasKey && origins.length > 0,
    },
    {
      title: 'Copy the snippet',
      help: 'One script tag, pasted once.',
      tab: 'embed',
      isDone: false,
    },
  ];
}
