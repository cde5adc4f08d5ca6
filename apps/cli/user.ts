import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Command, Option } from 'commander';
import { AppError } from '#kernel/errors.ts';
import { passwordLength } from '#kernel/identity/passwords.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { type Connected, connected } from './connect.ts';

type StaffDoor = 'isp' | 'platform';
interface At {
  door: StaffDoor;
  tenant?: string;
  email: string;
}

const door = () =>
  new Option('--door <door>', 'isp: staff of a provider; platform: staff of the platform')
    .choices(['isp', 'platform'])
    .makeOptionMandatory();
const provider = () => new Option('--tenant <slug>', 'the provider, at the isp door');
const fromStdin = () =>
  new Option('--password-stdin', 'read the password from standard input instead of asking for it');

async function place({ tenant: find }: Connected, { door, tenant }: Pick<At, 'door' | 'tenant'>) {
  if (door === 'platform') return null;
  if (!tenant) throw new AppError('invalid', '--tenant: say which provider; npx dotmac tenant list shows them.');
  return find(tenant);
}

async function askPassword(): Promise<string> {
  let muted = false;
  const output = new Writable({
    write(chunk, _encoding, done) {
      if (!muted) process.stdout.write(chunk);
      done();
    },
  });
  const prompt = createInterface({ input: process.stdin, output, terminal: true });
  const ask = async (question: string) => {
    const answer = prompt.question(question);
    muted = true;
    const given = await answer;
    muted = false;
    process.stdout.write('\n');
    return given;
  };
  try {
    const password = await ask(`Password (at least ${passwordLength.min} characters): `);
    if ((await ask('Once more: ')) !== password) throw new AppError('invalid', 'The two differ; nothing was changed.');
    return password;
  } finally {
    prompt.close();
  }
}

async function password(stdin: boolean | undefined): Promise<string> {
  if (!stdin && !process.stdin.isTTY)
    throw new AppError('invalid', 'Without a terminal the password comes by --password-stdin.');
  const given = stdin ? (await text(process.stdin)).replace(/\r?\n$/, '') : await askPassword();
  if (given.length < passwordLength.min)
    throw new AppError('invalid', `The password needs at least ${passwordLength.min} characters.`);
  return given;
}

const create = new Command('create')
  .description('add a member of staff, such as the first one of the platform')
  .addOption(door())
  .addOption(provider())
  .requiredOption('--email <address>', 'what they sign in with')
  .option('--name <name>', 'their name; left out: the part of the address before the @')
  .option('--role <role>', 'name of a role; left out: the one that may do everything')
  .addOption(fromStdin())
  .action(
    async ({ name, role, passwordStdin, ...at }: At & { name?: string; role?: string; passwordStdin?: boolean }) => {
      const given = await password(passwordStdin);
      await connected(async (to) => {
        const tenant = await place(to, at);
        const input = {
          email: at.email,
          name: name ?? at.email.split('@')[0] ?? at.email,
          role: role ?? (tenant ? 'administrator' : 'operator'),
          password: given,
        };
        const made = await to.kernel.run(to.as(at.door, tenant), staff, 'addMember', input);
        console.log(
          `${made.email} can sign in ${tenant ? `to ${tenant.name}` : 'to the platform'} as ${made.roleNames.join(', ')}.`,
        );
      });
    },
  );

async function accountOf({ accounts }: Connected, { door, email }: Pick<At, 'door' | 'email'>) {
  const account = await accounts.byEmail(door, email);
  if (!account) throw new AppError('not_found', `There is no account ${email} at the ${door} door.`);
  return account;
}

const setPassword = new Command('set-password')
  .description('give a member of staff a new password; their sessions end')
  .addOption(door())
  .requiredOption('--email <address>', 'what they sign in with')
  .addOption(fromStdin())
  .action(async ({ passwordStdin, ...at }: At & { passwordStdin?: boolean }) => {
    const given = await password(passwordStdin);
    await connected(async (to) => {
      const account = await accountOf(to, at);
      await to.accounts.setPassword(at.door, account.id, given);
      console.log(`${account.email} has a new password; earlier sessions ended.`);
    });
  });

const resetTwoFactor = new Command('reset-two-factor')
  .description('take away the second factor of a member of staff who has lost it; their sessions end')
  .addOption(door())
  .requiredOption('--email <address>', 'what they sign in with')
  .action((at: At) =>
    connected(async (to) => {
      const account = await accountOf(to, at);
      await to.accounts.removeSecondFactor(at.door, account.id);
      console.log(`${account.email} signs in with the password alone until a second factor is set up again.`);
    }),
  );

export const user = new Command('user')
  .description('staff accounts')
  .addCommand(create)
  .addCommand(setPassword)
  .addCommand(resetTwoFactor);
