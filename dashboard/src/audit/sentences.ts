import type { Action, AuditItem, Provider } from '~/api/types';
import { labelOf } from '~/draft/labels';
import { PROVIDERS } from '~/generated/rulebook';
import { labelOfProvider } from '~/tenant/providers';

/** `Ana` did the first part `[tenant]` and the second. */
export interface Sentence {
  did: string;
  after?: string;
}

type Say = (item: AuditItem) => Sentence;

const text =
  (did: string): Say =>
  () => ({ did });

/** How what was done is told, behind the person and around the tenant. */
export const SENTENCES: Record<Action, Say> = {
  tenant_created: ({ subject }) => ({
    did: 'created',
    ...(subject && {
      after: subject.startsWith('file of ') ? `from a ${subject}` : `as a ${subject}`,
    }),
  }),
  tenant_saved: saved,
  tenant_deleted: text('deleted'),
  provider_key_set: ({ subject }) => ({ did: `set ${secretOf(subject)} of` }),
  provider_key_removed: ({ subject }) => ({ did: `removed ${secretOf(subject)} of` }),
  key_created: ({ subject }) => ({ did: `created the API key ${nameOf(subject)} of` }),
  key_rotated: ({ subject }) => ({ did: `replaced the API key ${nameOf(subject)} of` }),
  key_revoked: ({ subject }) => ({ did: `revoked the API key ${nameOf(subject)} of` }),
  conversation_deleted: text('deleted a conversation of'),
  operator_created: ({ subject }) => ({ did: `invited ${subject}` }),
  operator_changed: changed,
  operator_removed: ({ subject }) => ({ did: `removed ${subject} from the team` }),
  password_link_created: ({ subject }) => ({ did: `made a password link for ${subject}` }),
  password_changed: text('chose a new password'),
  second_factor_set: text('turned on a second factor'),
  second_factor_removed: ({ subject }) => ({
    did: `turned off ${subject ? `the second factor of ${subject}` : 'their second factor'}`,
  }),
  recovery_codes_replaced: text('made new recovery codes'),
  recovery_code_used: text('signed in with a recovery code'),
  team_changed: ({ changes }) => {
    const change = changes.find(({ field }) => field === 'second_factor_required');
    if (!change) return { did: 'changed what is demanded of the team' };
    return { did: change.to ? 'made a second factor mandatory' : 'made a second factor optional' };
  },
  token_created: ({ subject }) => ({ did: `made the service token ${nameOf(subject)}` }),
  token_removed: ({ subject }) => ({ did: `deleted the service token ${nameOf(subject)}` }),
};

/** A service that is newer than this page may do more than it knows. */
export const sentenceOf = (item: AuditItem): Sentence =>
  SENTENCES[item.action]?.(item) ?? { did: `did “${item.action}” to` };

/** The audit names a key or token by its id, with its name in brackets if it is known. */
function nameOf(subject: string | null | undefined): string {
  const [, name] = /^\S+ \((.*)\)$/s.exec(subject ?? '') ?? [];
  return name ? `“${name}”` : (subject ?? '');
}

/** `openai`, `openai@llm.example`, or `openai@llm.example#x-org` for the value of a header. */
function secretOf(subject: string | null | undefined): string {
  const [provider = '', place] = (subject ?? '').split('@', 2);
  const [host, header] = (place ?? '').split('#', 2);
  if (header) return `the header ${header} for ${host}`;
  const name = provider in PROVIDERS ? labelOfProvider(provider as Provider) : provider;
  const key = `the ${name} key`;
  return host ? `${key} for ${host}` : key;
}

/** Labels that don't read well behind "the". */
const PHRASES: Record<string, string> = {
  'Show visitors which model answers': 'whether visitors see which model answers',
  'Wildcards anybody can join': 'whether wildcards anybody can join are allowed',
  Paused: 'the pause',
};

const phraseOf = (label: string): string =>
  PHRASES[label] ?? `the ${label.charAt(0).toLowerCase()}${label.slice(1)}`;

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** More settings than these are counted instead of named. */
const NAMED = 3;

function settings({ changes, more_changes }: AuditItem): string {
  const labels = [...new Set(changes.map(({ field }) => labelOf(field)))];
  if (more_changes > 0) return `more than ${labels.length} settings`;
  if (labels.length > NAMED) return `${labels.length} settings`;
  return list.format(labels.map(phraseOf));
}

function saved(item: AuditItem): Sentence {
  const { subject, changes } = item;
  if (subject) return { did: `restored ${subject} of` };
  if (changes.length === 0) return { did: 'saved', after: 'without a change' };
  const [only] = changes;
  if (changes.length === 1 && only?.field === 'paused') {
    return { did: only.to ? 'paused' : 'resumed' };
  }
  return { did: `changed ${settings(item)} of` };
}

/** What an operator has. */
const TRAITS: Record<string, string> = {
  email: 'address',
  role: 'role',
  tenants: 'tenants',
};

function changed({ subject, changes }: AuditItem): Sentence {
  const [only] = changes;
  if (changes.length === 1 && only?.field === 'disabled') {
    return { did: `${only.to ? 'disabled' : 'enabled'} ${subject}` };
  }
  if (changes.length === 1 && only?.field === 'role') {
    return {
      did: `made ${subject} ${only.to === 'owner' || only.to === 'editor' ? 'an' : 'a'} ${only.to}`,
    };
  }
  const fields = new Set(changes.map(({ field }) => field.split('.')[0] ?? ''));
  const parts = [...fields].flatMap((field) => TRAITS[field] ?? []);
  return {
    did: parts.length ? `changed the ${list.format(parts)} of ${subject}` : `changed ${subject}`,
  };
}

/** The beginning of the sentence: a person, "You", or a part of the service. */
export function personOf({ actor }: AuditItem, me: string | undefined): string {
  if (!actor.operator) return `The ${actor.name}`;
  return actor.operator === me ? 'You' : actor.name;
}
