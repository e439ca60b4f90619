import { api, body } from '~/api/client';
import { ApiError } from '~/api/error';
import type { TenantDocument } from '~/api/types';
import { settingsOf } from '~/draft/diff';

function put(document: TenantDocument, paused: boolean): Promise<TenantDocument> {
  const { slug, revision } = document;
  const params = { path: { slug }, header: { 'If-Match': `"${revision}"` } };
  const settings = { ...settingsOf(document), paused };
  return body(api.PUT('/v1/admin/tenants/{slug}', { params, body: settings }));
}

/** Pauses a tenant or lets it answer again, and changes nothing else. If somebody saved in between, it is tried once more over that. */
export async function setPaused(slug: string, paused: boolean): Promise<TenantDocument> {
  const params = { path: { slug } };
  const stored = await body(api.GET('/v1/admin/tenants/{slug}', { params }));
  try {
    return await put(stored, paused);
  } catch (error) {
    if (error instanceof ApiError && error.status === 412 && error.current) {
      return put(error.current, paused);
    }
    throw error;
  }
}
