import type { Settings } from '~/api/types';
import { DOCUMENT_MAX_BYTES } from '~/generated/rulebook';
import { grouped } from './bounds';

const encoder = new TextEncoder();
const bytesOf = (value: unknown): number => encoder.encode(JSON.stringify(value)).length;

/** What is too large about the document as a whole, and which of its parts weighs most. Every field may be in its bounds. */
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
    `The settings have ${grouped(bytes)} bytes, and ${grouped(DOCUMENT_MAX_BYTES)} is the most. ` +
    `Shorten ${largest.name}, which has ${grouped(largest.bytes)}.`
  );
}
