import { type ReactNode, useId, useState } from 'react';
import { useDraftState } from '~/draft/context';
import { cx } from '~/ui/cx';
import { Icon } from '~/ui/icons';

interface GroupProps {
  title: string;
  /** What is set in it, in one line, while it is closed. */
  summary: string;
  /** The places of the draft whose problems it shows. */
  paths: readonly string[];
  isOpenAtFirst?: boolean;
  children: ReactNode;
}

/** A part of an engine's settings. Open if there are problems in it, so that they can be found. */
export function Group({ title, summary, paths, isOpenAtFirst = false, children }: GroupProps) {
  const id = useId();
  const [isWanted, setWanted] = useState(isOpenAtFirst);
  const isWrong = useDraftState(({ problems }) =>
    [...problems.keys()].some((path) =>
      paths.some((own) => path === own || path.startsWith(`${own}.`)),
    ),
  );
  const isOpen = isWanted || isWrong;
  return (
    <div className="border-line border-t pt-2">
      <h4>
        <button
          aria-controls={id}
          aria-expanded={isOpen}
          className="flex min-h-9 w-full items-center gap-2 rounded-control px-1 py-1.5 text-left hover:bg-hover"
          disabled={isWrong}
          onClick={() => setWanted(!isOpen)}
          type="button"
        >
          <Icon
            className={cx('text-muted transition-transform duration-120', !isOpen && '-rotate-90')}
            name="chevron"
          />
          <span className="shrink-0 font-medium">{title}</span>
          {!isOpen && <span className="min-w-0 truncate text-muted text-sm">{summary}</span>}
        </button>
      </h4>
      <div className="grid grid-cols-1 gap-4 pt-2 pb-3 @md:grid-cols-2" hidden={!isOpen} id={id}>
        {isOpen && children}
      </div>
    </div>
  );
}
