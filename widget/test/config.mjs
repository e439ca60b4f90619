// The config of a new tenant, as the service sends it. Plain JavaScript, since the browser tests use it too.
import { createRequire } from 'node:module';

const openapi = createRequire(import.meta.url)('../../crates/admin/openapi.json');
const { protocol, default_settings: settings } = openapi['x-bubblechat'];

/** A copy that the test may change. */
export function config() {
  const { copy, tokens, behaviour } = structuredClone(settings);
  const isPublic = ([name]) => name in openapi.components.schemas.PublicBehaviour.properties;
  return {
    protocol,
    revision: 1,
    name: 'Acme',
    copy,
    tokens,
    behaviour: Object.fromEntries(Object.entries(behaviour).filter(isPublic)),
    engines: [],
  };
}
