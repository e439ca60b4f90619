/**
 * When the session ends while somebody works, requests wait here until they have signed in again, and are then sent once more.
 * The dialog (session/SignInAgain.tsx) is the one listener; without one, a request fails as it did.
 */
type Listener = (waiting: boolean) => void;

let listener: Listener | null = null;
let waiting: { promise: Promise<boolean>; settle: (signedIn: boolean) => void } | null = null;

export function onSignInNeeded(next: Listener): () => void {
  listener = next;
  return () => {
    if (listener === next) listener = null;
  };
}

/** Resolves to whether there is a session again. */
export function signInAgain(): Promise<boolean> {
  if (!listener) return Promise.resolve(false);
  if (!waiting) {
    let settle: (signedIn: boolean) => void = () => {};
    const promise = new Promise<boolean>((resolve) => {
      settle = resolve;
    });
    waiting = { promise, settle };
    listener(true);
  }
  return waiting.promise;
}

export function finishSignIn(signedIn: boolean): void {
  waiting?.settle(signedIn);
  waiting = null;
  listener?.(false);
}
