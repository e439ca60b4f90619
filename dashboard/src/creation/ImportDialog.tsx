import { useRef, useState } from 'react';
import { api, body } from '~/api/client';
import { ApiError, explain } from '~/api/error';
import type { FieldProblem, TenantFile } from '~/api/types';
import { Button } from '~/ui/Button';
import { Dialog, DialogActions, DialogBody } from '~/ui/Dialog';
import { minute } from '~/ui/dates';
import { Banner } from '~/ui/states';
import { NamingFields } from './NamingFields';
import { suggestSlug } from './slug';
import { type Reading, readTenantFile, tellProblem } from './tenant-file';
import { useCreation } from './useCreation';
import { isTaken, type Named, useNaming } from './useNaming';

/** Creates a tenant from a file. What is wrong with the file is said before anything is created. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const [reading, setReading] = useState<Reading | null>(null);
  const file = reading && 'file' in reading ? reading.file : null;
  const naming = useNaming();
  const creation = useCreation({
    create: (input: Named & { file: TenantFile }) =>
      body(api.POST('/v1/admin/imports', { body: input })),
    onError: naming.tellTaken,
    onClose,
  });
  const choose = (text: string): void => {
    const next = readTenantFile(text);
    creation.reset();
    setReading(next);
    if (!('file' in next)) return;
    const { document, slug } = next.file;
    naming.fill({ name: document.name ?? '', slug: suggestSlug(slug) });
  };
  return (
    <Dialog
      description="Creates a tenant with the settings of an exported one, also of another deployment."
      onClose={onClose}
      open
      title="New tenant from a file"
    >
      <form
        className="contents"
        noValidate
        onSubmit={naming.submit((named) => file && creation.mutate({ ...named, file }))}
      >
        <DialogBody>
          {reading && 'problem' in reading && <Banner tone="danger">{reading.problem}</Banner>}
          {reading && 'problems' in reading && <Broken problems={reading.problems} />}
          {creation.isError && !isTaken(creation.error) && <Refusal error={creation.error} />}
          <FileField file={file} onChoose={choose} />
          {file && <NamingFields naming={naming} />}
          {file && (
            <p className="text-muted">
              The file has no keys: enter the providers’ keys and create an API key afterwards.
            </p>
          )}
        </DialogBody>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button busy={creation.isPending} disabled={!file} kind="primary" type="submit">
            Create tenant
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

interface FileFieldProps {
  file: TenantFile | null;
  onChoose: (text: string) => void;
}

function FileField({ file, onChoose }: FileFieldProps) {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <Button onClick={() => picker.current?.click()}>
        {file ? 'Choose another file…' : 'Choose a file…'}
      </Button>
      <p aria-live="polite" className="min-w-0 break-words text-muted text-sm">
        {file
          ? `${file.document.name || file.slug}, exported ${minute(file.exported_at)}`
          : 'No file is chosen.'}
      </p>
      <input
        accept="application/json,.json"
        aria-label="Tenant file"
        className="hidden"
        onChange={async ({ target }) => {
          const text = await target.files?.[0]?.text();
          // The same file can be chosen again once it is mended.
          target.value = '';
          if (text !== undefined) onChoose(text);
        }}
        ref={picker}
        type="file"
      />
    </div>
  );
}

function Refusal({ error }: { error: unknown }) {
  const problems = error instanceof ApiError ? error.problems : [];
  if (problems.length > 0) return <Broken problems={problems} />;
  return <Banner tone="danger">Not created. {explain(error)}</Banner>;
}

/** The fields that break rules, each with the reason. */
function Broken({ problems }: { problems: readonly FieldProblem[] }) {
  return (
    <Banner tone="danger">
      <p>Nothing is created from this file, because it breaks rules:</p>
      <ul className="mt-1 flex list-disc flex-col gap-0.5 pl-4.5">
        {problems.map((problem) => (
          <li className="break-words" key={problem.field + problem.message}>
            {tellProblem(problem)}
          </li>
        ))}
      </ul>
    </Banner>
  );
}
