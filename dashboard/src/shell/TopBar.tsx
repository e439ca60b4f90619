import { Link } from '@tanstack/react-router';
import { AccountMenu } from '~/session/AccountMenu';
import { Button } from '~/ui/Button';
import { Icon } from '~/ui/icons';
import { Mark } from '~/ui/Mark';
import { shortcut } from '~/ui/shortcuts';
import { Kbd } from '~/ui/states';

export function TopBar({ onFind }: { onFind: () => void }) {
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-line border-b bg-surface px-4 max-sm:px-3">
      <Link className="flex items-center gap-2 rounded-md font-semibold" to="/">
        <Mark />
        BubbleChat
      </Link>
      <span className="flex-1" />
      <Button className="h-8 gap-2 px-2.5 text-muted" kind="quiet" onClick={onFind}>
        <Icon name="search" />
        <span className="max-sm:sr-only">Find</span>
        <span className="max-sm:hidden">
          <Kbd>{shortcut('K')}</Kbd>
        </span>
      </Button>
      <a
        className="rounded-control px-2.5 py-1.5 font-medium text-muted hover:bg-hover hover:text-ink"
        href="/guides/embedding.html"
        rel="noreferrer"
        target="_blank"
      >
        Docs
      </a>
      <AccountMenu />
    </header>
  );
}
