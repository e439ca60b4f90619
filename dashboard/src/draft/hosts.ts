const HOST =
  /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/** Whether it is a host in the form that the service compares. */
export const isHost = (text: string): boolean => HOST.test(text);

/** A pasted address becomes its host. */
export function toHost(text: string): string {
  const trimmed = text.trim().toLowerCase();
  const url = /^https?:\/\//.test(trimmed) && URL.canParse(trimmed) ? new URL(trimmed) : null;
  return url ? url.hostname : trimmed;
}
