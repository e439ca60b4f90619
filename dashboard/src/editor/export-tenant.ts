import { api, body } from '~/api/client';
import { explain } from '~/api/error';
import { download } from '~/ui/download';
import { toast } from '~/ui/toast';

/** Saves the stored settings as a file, as the service writes it. */
export async function exportTenant(slug: string, hasEdits: boolean): Promise<void> {
  const file = `${slug}.bubblechat.json`;
  try {
    const text: string = await body(
      api.GET('/v1/admin/tenants/{slug}/export', { params: { path: { slug } }, parseAs: 'text' }),
    );
    download(file, new Blob([text], { type: 'application/json' }));
    const without = hasEdits ? 'unsaved changes, keys or conversations' : 'keys or conversations';
    toast(`Saved ${file}. It has no ${without}.`);
  } catch (error) {
    const action = { label: 'Try again', onSelect: () => void exportTenant(slug, hasEdits) };
    toast(`Not exported. ${explain(error)}`, { kind: 'error', action });
  }
}
