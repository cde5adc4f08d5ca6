import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { AppError } from '../errors.ts';
import { passwordLength } from './passwords.ts';

/** Decimal logarithm of the guesses a password must withstand; a spoken password of ours has 22. */
const leastGuesses = 10;
/** Beyond these characters nothing is learnt about a password, and the search takes ever longer. */
const judgedCharacters = 64;

let estimator: Promise<ZxcvbnFactory> | undefined;
/**
 * Loaded by the first who needs it. The lists are those of `@zxcvbn-ts/language-common`: the passwords most often found
 * in published breaches, diceware words and the neighbours on keyboards.
 */
const estimate = () =>
  (estimator ??= Promise.all([import('@zxcvbn-ts/core'), import('@zxcvbn-ts/language-common')]).then(
    ([{ ZxcvbnFactory: Factory }, { dictionary, adjacencyGraphs }]) =>
      new Factory({ dictionary, graphs: adjacencyGraphs, maxLength: judgedCharacters }),
  ));

/** Who a password is for: what others know of them does not belong in it. */
export interface PasswordOwner {
  names: readonly (string | null | undefined)[];
}

/** Names and addresses with their parts, as somebody who guesses would try them. */
function knownWords({ names }: PasswordOwner): string[] {
  const words = names.flatMap((name) => {
    if (!name) return [];
    const local = name.split('@')[0] ?? '';
    return [name, local, name.replaceAll(/\s+/g, ''), ...name.split(/[^\p{L}\p{N}]+/u)];
  });
  return [...new Set(words.map((word) => word.toLowerCase()))].filter((word) => word.length >= 3);
}

/** Why a password is refused, as a sentence; null when it is good enough. */
export async function passwordWeakness(password: string, owner: PasswordOwner): Promise<string | null> {
  const { min, max } = passwordLength;
  if ([...password].length < min) return `At least ${min} characters.`;
  if (password.length > max) return `At most ${max} characters.`;
  const { guessesLog10, sequence } = (await estimate()).check(password.normalize('NFKC'), knownWords(owner));
  if (guessesLog10 >= leastGuesses) return null;
  const own = sequence.some((part) => part['dictionaryName'] === 'userInputs');
  return own
    ? 'This is easy to guess for who knows your name, address or provider. Choose a few words that have nothing to do with you.'
    : 'This is, or is close to, a password that was found in breaches many times. Choose a few unrelated words.';
}

/** @throws AppError `invalid` at `field` */
export async function assertGoodPassword(password: string, owner: PasswordOwner, field = 'password'): Promise<void> {
  const weakness = await passwordWeakness(password, owner);
  if (weakness) throw new AppError('invalid', weakness, { field });
}
