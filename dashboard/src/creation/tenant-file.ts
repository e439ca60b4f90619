import type { FieldProblem, TenantFile } from '~/api/types';
import { isObject } from '~/draft/diff';
import { validate } from '~/draft/validate';
import { labelOfField } from '~/tenant/parts';

const FORMAT: TenantFile['format'] = 'bubblechat-tenant-1';
const FAMILY = /^bubblechat-tenant-/;

export type Reading = { file: TenantFile } | { problem: string } | { problems: FieldProblem[] };

/**
 * Reads the text of an exported file. The service checks the settings too, before it creates anything; but it names what it cannot read one by
 * one.
 */
export function readTenantFile(text: string): Reading {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    return { problem: `This isn’t valid JSON: ${(cause as Error).message}.` };
  }
  const format = isObject(json) ? json.format : undefined;
  if (typeof format !== 'string' || !FAMILY.test(format)) {
    return { problem: 'This isn’t an exported tenant. Choose a file that “Export” has saved.' };
  }
  if (format !== FORMAT) {
    return { problem: 'A newer version of BubbleChat exported this file. Update this one first.' };
  }
  const file = json as TenantFile;
  if (typeof file.slug !== 'string' || !isObject(file.document)) {
    return { problem: 'The file is incomplete. Export the tenant again.' };
  }
  const problems = problemsOf(file);
  return problems.length > 0 ? { problems } : { file };
}

function problemsOf({ document }: TenantFile): FieldProblem[] {
  try {
    return [...validate(document)].map(([field, message]) => ({ field, message }));
  } catch {
    // Something is of another type than it should be. The service says what.
    return [];
  }
}

/** `System prompt: must have at most 32,000 characters` */
export function tellProblem({ field, message }: FieldProblem): string {
  const path = field.replace(/^(file\.)?(document\.)?/, '');
  return path ? `${labelOfField(path)}: ${message}` : message;
}
