import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { KINDS, SHAPE } from '~/ui/Button';
import { cx } from '~/ui/cx';
import { arrive } from '~/ui/focus';
import { EntryPage } from './EntryPage';
import { takeLinkSecret } from './link-secret';
import { SetPasswordForm } from './SetPasswordForm';

type Outcome = { is: 'set'; email: string } | { is: 'invalid' };

/** Where an invitation and a link for a forgotten password lead. */
export function SetPasswordPage() {
  const [secret, setSecret] = useState(takeLinkSecret);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  // Whoever pastes another link here loads no other page.
  useEffect(() => {
    const take = (): void => {
      setSecret(takeLinkSecret());
      setOutcome(null);
    };
    addEventListener('hashchange', take);
    return () => removeEventListener('hashchange', take);
  }, []);
  const end = (next: Outcome): void => {
    setOutcome(next);
    arrive();
  };
  if (outcome?.is === 'set') return <PasswordSet email={outcome.email} />;
  if (outcome?.is === 'invalid') return <LinkInvalid />;
  if (!secret) return <LinkMissing />;
  return (
    <EntryPage title="Choose a password">
      <SetPasswordForm
        key={secret}
        onInvalid={() => end({ is: 'invalid' })}
        onSet={(email) => end({ is: 'set', email })}
        secret={secret}
      />
    </EntryPage>
  );
}

function PasswordSet({ email }: { email: string }) {
  return (
    <EntryPage title="Your password is set">
      <p>
        You are signed in as <span className="break-words font-medium">{email}</span>. From now on,
        sign in with this address and your password.
      </p>
      <Link className={cx(SHAPE, KINDS.primary, 'mt-5 w-full px-3.5')} replace to="/">
        Open the dashboard
      </Link>
    </EntryPage>
  );
}

function LinkInvalid() {
  return (
    <EntryPage title="This link no longer works">
      <p>This link was used already or has expired. Ask an owner for a new one.</p>
      <ToSignIn />
    </EntryPage>
  );
}

function LinkMissing() {
  return (
    <EntryPage title="Choose a password">
      <p>
        To choose a password, open the link that an owner gave you, with everything that follows its{' '}
        <code>#</code>. If you have none, ask an owner for one.
      </p>
      <ToSignIn />
    </EntryPage>
  );
}

const ToSignIn = () => (
  <p className="mt-4 text-muted">
    If you have a password,{' '}
    <Link className="font-medium text-accent-ink underline underline-offset-3" to="/sign-in">
      sign in
    </Link>
    .
  </p>
);
