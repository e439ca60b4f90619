/**
 * When the session ends while somebody is working, requests wait here until they have signed in again, and are then sent again.
 * The dialog (session/SignInAgain.tsx) is the only listener. Without one, the request fails.
 */
type Listener = (reason: SignInReason | null) => void;

/** Why somebody has to sign in: their session expired, or it was ended elsewhere. */
export type SignInReason = 'expired' | 'ended';

let listener: Listener | null = null;
let waiting: { promise: Promise<boolean>; settle: (signedIn: boolean) => void } | null = null;

export function onSignInNeeded(next: Listener): () => void {
  listener = next;
  return () => {
    if (listener === next) listener = null;
  };
}

/** Resolves to true once there is a session again. The first reason counts until then. */
export function signInAgain(reason: SignInReason): Promise<boolean> {
  if (!listener) return Promise.resolve(false);
  if (!waiting) {
    let settle: (signedIn: boolean) => void = () => {};
    const promise = new Promise<boolean>((resolve) => {
      settle = resolve;
    });
    waiting = { promise, settle };
    listener(reason);
  }
  return waiting.promise;
}

export function finishSignIn(signedIn: boolean): void {
  waiting?.settle(signedIn);
  waiting = null;
  listener?.(null);
}
