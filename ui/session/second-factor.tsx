import { type FormEvent, useState } from 'react';
import { Button } from '#ui/base/button.tsx';
import { Checkbox } from '#ui/base/choice.tsx';
import { Input } from '#ui/base/input.tsx';
import { useT } from '#ui/i18n/i18n.ts';
import { Labelled } from './bare-frame.tsx';

export interface SecondFactorProps {
  backup: boolean;
  pending: boolean;
  onSwitch: () => void;
  onCode: (code: string, trust: boolean) => void;
}

/** Asks for the code of an authenticator app, which sends itself once complete, or for a backup code. */
export function SecondFactor({ backup, pending, onSwitch, onCode }: SecondFactorProps) {
  const t = useT();
  const [code, setCode] = useState('');
  const [trust, setTrust] = useState(false);
  const send = (text: string) => onCode(text.replaceAll(' ', ''), trust);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send(code);
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Labelled
        id="code"
        label={t(backup ? 'login.backupCode' : 'login.code')}
        {...(backup ? {} : { help: t('login.codeHelp') })}
      >
        <Input
          id="code"
          required
          autoFocus
          value={code}
          aria-describedby={backup ? undefined : 'code-help'}
          autoComplete="one-time-code"
          {...(backup ? {} : { inputMode: 'numeric' as const, pattern: '[0-9 ]{6,7}', maxLength: 7 })}
          className="mono h-11 text-center text-lg tracking-[0.2em]"
          onChange={(event) => {
            const next = event.target.value;
            setCode(next);
            if (!backup && /^\d{6}$/.test(next.replaceAll(' ', ''))) send(next);
          }}
        />
      </Labelled>
      {!backup && (
        <label htmlFor="trust" className="flex items-center gap-2 text-ink-2">
          <Checkbox id="trust" checked={trust} onCheckedChange={(checked) => setTrust(checked === true)} />
          {t('login.trust')}
        </label>
      )}
      <Button type="submit" variant="primary" size="lg" pending={pending} className="w-full">
        {t('login.verify')}
      </Button>
      <Button variant="ghost" size="sm" className="self-center" onClick={onSwitch}>
        {t(backup ? 'login.authenticator' : 'login.backup')}
      </Button>
    </form>
  );
}
