import { CopyButton } from './CopyButton';

interface CodeBlockProps {
  /** The accessible name. */
  label: string;
  code: string;
  copyLabel?: string;
}

/** Code to copy, shown in full. */
export function CodeBlock({ label, code, copyLabel = 'Copy' }: CodeBlockProps) {
  return (
    <figure
      aria-label={label}
      className="min-w-0 overflow-hidden rounded-control border border-line bg-sunken"
    >
      <pre className="whitespace-pre-wrap p-3 font-mono text-sm [overflow-wrap:anywhere]">
        <code>{code}</code>
      </pre>
      <div className="flex justify-end border-line border-t bg-surface p-1.5">
        <CopyButton kind="quiet" label={copyLabel} text={code} />
      </div>
    </figure>
  );
}
