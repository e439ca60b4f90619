import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import * as v from 'valibot';
import { api, body } from '~/api/client';
import { ApiError, explain } from '~/api/error';
import { tenantQuery } from '~/api/queries';
import { problemOf } from '~/draft/bounds';
import { Button } from '~/ui/Button';
import { Dialog, DialogActions, DialogBody } from '~/ui/Dialog';
import { Banner } from '~/ui/states';
import { TextField } from '~/ui/TextField';
import { checkedText, useForm } from '~/ui/useForm';
import { slugProblem, suggestSlug } from './slug';

const schema = v.object({
  name: checkedText((name) => problemOf(name, 'name')),
  slug: checkedText(slugProblem),
});

function useCreate(onClose: () => void, onTaken: (slug: string) => void) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (tenant: { name: string; slug: string }) =>
      body(api.POST('/v1/admin/tenants', { body: tenant })),
    onSuccess: (tenant) => {
      queryClient.setQueryData(tenantQuery(tenant.slug).queryKey, tenant);
      void queryClient.invalidateQueries({ queryKey: ['tenants'] });
      onClose();
      void navigate({ to: '/tenants/$slug/appearance', params: { slug: tenant.slug } });
    },
    onError: (error, { slug }) => {
      if (error instanceof ApiError && error.code === 'slug_taken') onTaken(slug);
    },
  });
}

export default function NewTenantDialog({ onClose }: { onClose: () => void }) {
  const form = useForm(schema, { name: '', slug: '' });
  const { register, setValue, setError, handleSubmit, formState, watch } = form;
  const { errors } = formState;
  const [isOwnSlug, setOwnSlug] = useState(false);
  const create = useCreate(onClose, (slug) =>
    setError(
      'slug',
      { message: `“${slug}” is taken or was used before. Choose another slug.` },
      { shouldFocus: true },
    ),
  );
  const isTaken = create.error instanceof ApiError && create.error.code === 'slug_taken';
  const name = register('name', {
    onChange: (event) => {
      if (isOwnSlug) return;
      setValue('slug', suggestSlug(event.target.value), { shouldValidate: Boolean(errors.slug) });
    },
  });
  const slug = register('slug', { onChange: () => setOwnSlug(true) });
  // Checked while typing, unlike other fields, because nobody would guess a slug's rules.
  const typedProblem = isOwnSlug ? slugProblem(watch('slug')) : null;
  return (
    <Dialog onClose={onClose} open title="New tenant">
      <form
        className="contents"
        noValidate
        onSubmit={handleSubmit((tenant) => create.mutate(tenant))}
      >
        <DialogBody>
          {create.isError && !isTaken && <Banner tone="danger">{explain(create.error)}</Banner>}
          <TextField
            error={errors.name?.message}
            label="Name"
            placeholder="Fern & Field"
            {...name}
          />
          <TextField
            error={errors.slug?.message ?? typedProblem ?? undefined}
            help="The tenant’s id in addresses and keys. It can’t be changed later."
            label="Slug"
            maxLength={60}
            mono
            placeholder="fern-and-field"
            spellCheck={false}
            {...slug}
          />
        </DialogBody>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button busy={create.isPending} kind="primary" type="submit">
            Create tenant
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
