import type { Settings } from '~/api/types';
import { DOCUMENT_MAX_BYTES } from '~/generated/rulebook';
import { grouped } from './bounds';

const encoder = new TextEncoder();
const bytesOf = (value: unknown): number => encoder.encode(JSON.stringify(value)).length;

/** Reports a document that is too large as a whole, and which part weighs most, even if every field is within its bounds. */
export function problemOfSize(settings: Settings): string | null {
  const bytes = bytesOf(settings);
  if (bytes <= DOCUMENT_MAX_BYTES) return null;
  const parts = [
    { name: 'the prompt', bytes: bytesOf(settings.prompt) },
    ...settings.engines.map((engine) => ({
      name: `the engine “${engine.name}”`,
      bytes: bytesOf(engine),
    })),
  ];
  const largest = parts.reduce((most, part) => (part.bytes > most.bytes ? part : most));
  return (
    `The settings are ${grouped(bytes)} bytes long, but the maximum is ${grouped(DOCUMENT_MAX_BYTES)}. ` +
    `Shorten ${largest.name}, which takes ${grouped(largest.bytes)}.`
  );
}
