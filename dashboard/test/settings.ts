import type { TenantDocument } from '~/api/types';
import { DEFAULT_SETTINGS } from '~/generated/rulebook';

/** A tenant as the service would return it. */
export function tenant(parts: Partial<TenantDocument> = {}): TenantDocument {
  return {
    slug: 'acme',
    revision: 7,
    created_at: '2026-11-01T10:00:00.000Z',
    updated_at: '2026-11-20T10:00:00.000Z',
    updated_by: 'ada@acme.example',
    provider_keys: { openai: true },
    failing_engines: [],
    name: 'Acme',
    copy: {
      title: '',
      subtitle: '',
      welcome_message: 'Hello',
      placeholder: '',
      suggestions: ['Opening hours'],
      limit_message: '',
      paused_message: '',
      privacy_note: '',
    },
    tokens: DEFAULT_SETTINGS.tokens,
    behaviour: {
      session: 'tab',
      history_limit: 50,
      retention_days: 90,
      image_hosts: [],
      link_hosts: null,
      show_models: false,
    },
    prompt: 'You are Acme.',
    engines: [{ name: 'main', provider: 'openai', model: 'gpt-5-mini' }],
    default_engine: 'main',
    visitor_engines: ['main'],
    origins: ['https://acme.example'],
    public_wildcards: false,
    limits: { key_per_minute: 60, session_per_minute: 20, address_per_minute: 30 },
    caps: DEFAULT_SETTINGS.caps,
    paused: false,
    ...parts,
  };
}
