import { ProblemError } from '#ui/problem/problem.ts';
import { post, type Realm } from './session.ts';

/** The doors where people sign in with passkeys. */
export type PasskeyRealm = Realm | 'customer';

type Ceremony = typeof import('@simplewebauthn/browser');
type CreationOptions = Parameters<Ceremony['startRegistration']>[0]['optionsJSON'];
type RequestOptions = Parameters<Ceremony['startAuthentication']>[0]['optionsJSON'];

/** The library comes when the first passkey is asked for. */
const ceremony = () => import('@simplewebauthn/browser');

/** Passkeys need a browser that knows them, https or localhost, and a name: an address such as 127.0.0.1 owns none. */
export const passkeysWork = (): boolean =>
  typeof window.PublicKeyCredential === 'function' &&
  window.isSecureContext &&
  !/^[\d.]+$|^\[/.test(window.location.hostname);

const refused = (detail: string) => new ProblemError(409, { code: 'conflict', detail });

const fromDevice = async <T>(work: Promise<T>, otherwise: string): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    const { name } = error as Error;
    if (name === 'InvalidStateError') throw refused('This device holds a passkey of this account already.');
    // Devices do not say whether somebody cancelled, waited too long or had none.
    throw refused(otherwise);
  }
};

/** Lets the device make a passkey; from then on it signs in by itself. */
export async function addPasskey(realm: PasskeyRealm, password: string, name: string, otherwise: string) {
  const optionsJSON = (await post(`/api/auth/${realm}/passkey/generate-register-options`, {
    password,
  })) as CreationOptions;
  const { startRegistration } = await ceremony();
  const response = await fromDevice(startRegistration({ optionsJSON }), otherwise);
  await post(`/api/auth/${realm}/passkey/verify-registration`, { response, name });
}

/** Asks the device which of its passkeys of this site signs in. */
export async function signInWithPasskey(realm: PasskeyRealm, otherwise: string, autofill = false): Promise<void> {
  const optionsJSON = (await post(`/api/auth/${realm}/passkey/generate-authenticate-options`, {})) as RequestOptions;
  const { startAuthentication } = await ceremony();
  const response = await fromDevice(
    startAuthentication({ optionsJSON, useBrowserAutofill: autofill, verifyBrowserAutofillInput: false }),
    otherwise,
  );
  await post(`/api/auth/${realm}/passkey/verify-authentication`, { response }).catch((error: unknown) => {
    // A passkey that was removed here, or did not check its owner.
    if (error instanceof ProblemError && error.status === 401) throw refused(otherwise);
    throw error;
  });
}

/** Whether the browser offers passkeys where a login name is typed. */
export const offersPasskeysInFields = async (): Promise<boolean> =>
  passkeysWork() && ((await window.PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false);

/** Takes back what `signInWithPasskey` waits for. */
export const stopWaiting = async () => (await ceremony()).WebAuthnAbortService.cancelCeremony();
