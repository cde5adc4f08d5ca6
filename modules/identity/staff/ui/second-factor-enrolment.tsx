import { Check, Copy, Download } from 'lucide-react';
import { QRCodeSVG } from 'qrcode.react';
import { z } from 'zod';
import { Button, IconButton } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { useCopy } from '#ui/base/copy.tsx';
import { TextField } from '#ui/form/fields.tsx';
import { Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { ProblemError, toProblem } from '#ui/problem/problem.ts';
import { type SecondFactorSecret, verifyTotp } from '#ui/session/session.ts';
import { useRealm } from '#ui/session/session-provider.tsx';

const input = z.object({
  code: z
    .string()
    .transform((text) => text.replaceAll(' ', ''))
    .pipe(z.string().regex(/^\d{6}$/, 'Six digits, as the app shows them.')),
});

/** Shows the secret as a picture and as text, and takes the first code as the proof that it was kept. */
export function Enrolment({ secret, onDone }: { secret: SecondFactorSecret; onDone: () => Promise<void> }) {
  const realm = useRealm();
  const form = useZodForm(input, { defaultValues: { code: '' } });
  const { copied, copy } = useCopy();
  const key = new URL(secret.totpURI).searchParams.get('secret') ?? '';
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Turn on"
      onSubmit={async ({ code }) => {
        await verifyTotp(realm, code, false).catch((error: unknown) => {
          const { code: kind } = toProblem(error);
          if (kind !== 'invalid' && kind !== 'unauthenticated') throw error;
          throw new ProblemError(400, {
            code: 'invalid',
            field: 'code',
            detail: 'This is not the code of now. Is the clock of your phone right?',
          });
        });
        await onDone();
      }}
    >
      <div className="flex flex-col items-center gap-4 sm:flex-row sm:items-start">
        {/* Scanners need dark on light, whatever the theme. */}
        <div className="shrink-0 rounded-lg border border-line bg-white p-3">
          <QRCodeSVG value={secret.totpURI} size={168} title="QR code for the authenticator app" />
        </div>
        <div className="flex min-w-0 flex-col gap-2 text-ink-2">
          <p>Scan this with an authenticator app: Aegis, 1Password, Google Authenticator or another.</p>
          <p className="text-sm">It cannot scan? Type this key instead:</p>
          <div className="flex items-start gap-2">
            <code className="mono min-w-0 flex-1 break-all select-all">{key.match(/.{1,4}/g)?.join(' ')}</code>
            <IconButton label="Copy the key" onClick={() => void copy(key)}>
              {copied ? <Check /> : <Copy />}
            </IconButton>
          </div>
        </div>
      </div>
      <TextField
        control={form.control}
        name="code"
        label="Code the app shows now"
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={7}
        mono
      />
    </Form>
  );
}

export function BackupCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { copied, copy } = useCopy();
  const text = codes.join('\n');
  const download = () => {
    const url = URL.createObjectURL(new Blob([`${text}\n`], { type: 'text/plain' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = 'dotmac-recovery-codes.txt';
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <div className="flex flex-col gap-4">
      <Callout tone="warn" title="Keep these codes where your phone is not. They are shown now and never again.">
        Each one lets you in once when the app is lost.
      </Callout>
      <ul className="mono grid grid-cols-2 gap-x-6 gap-y-1 rounded-lg border border-line bg-sunken px-4 py-3">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap justify-end gap-2">
        <Button icon={copied ? <Check /> : <Copy />} onClick={() => void copy(text)}>
          {copied ? 'Copied' : 'Copy'}
        </Button>
        <Button icon={<Download />} onClick={download}>
          Download
        </Button>
        <Button variant="primary" onClick={onDone}>
          I have kept them
        </Button>
      </div>
    </div>
  );
}
