import { Spinner } from '~/ui/Button';

export function Loading() {
  return (
    <div
      aria-label="Loading the preview"
      className="absolute inset-0 grid animate-late place-items-center text-muted"
      role="status"
    >
      <Spinner />
    </div>
  );
}
