import { useMutation, useQueryClient } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { Button } from '#ui/base/button.tsx';
import { Card } from '#ui/base/card.tsx';
import { Input, Textarea } from '#ui/base/input.tsx';
import { toast } from '#ui/base/toast.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import { toProblem } from '#ui/problem/problem.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { type Setting, settings } from '../../contract.ts';

export const settingsApi = clientFor(settings, 'platform');
const api = settingsApi;
export type SettingView = View<typeof Setting, 'platform'>;

/** A value as people read it. */
export const inWords = (value: string | number | null, unit: string | null) =>
  value === null || value === '' ? 'None' : `${value}${unit ? ` ${unit}` : ''}`;

export function SettingCard({ setting, onHistory }: { setting: SettingView; onHistory: () => void }) {
  const { name, title, help, kind, unit, value, fallback, changedAt, changedBy } = setting;
  const id = useId();
  const client = useQueryClient();
  const write = useCan('platform.setting:write');
  const change = useMutation(api.change.mutationOptions());
  const [text, setText] = useState(String(value ?? ''));
  const [problem, setProblem] = useState<string>();
  const same = text === String(value ?? '');
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(undefined);
    try {
      await change.mutateAsync({ name, value: text === '' ? null : kind === 'number' ? Number(text) : text });
      await client.invalidateQueries({ queryKey: api.key() });
      toast.ok(`${title}: saved.`);
    } catch (error) {
      setProblem(toProblem(error).message);
    }
  };
  const field = {
    id,
    value: text,
    disabled: !write.allowed,
    'aria-invalid': problem !== undefined,
    'aria-describedby': `${id}-help`,
  };
  return (
    <Card
      aside={
        <Button size="sm" variant="ghost" icon={<History />} onClick={onHistory}>
          History<span className="sr-only"> of {title}</span>
        </Button>
      }
      title={title}
    >
      <form onSubmit={save} className="flex flex-col gap-2">
        <label htmlFor={id} className="sr-only">
          {title}
        </label>
        {kind === 'text' ? (
          <Textarea {...field} rows={2} maxLength={300} onChange={(event) => setText(event.target.value)} />
        ) : (
          <Input
            {...field}
            type={kind === 'email' ? 'email' : 'text'}
            inputMode={kind === 'number' ? 'numeric' : 'email'}
            suffix={unit ?? undefined}
            className={kind === 'number' ? 'w-44' : ''}
            onChange={(event) => setText(event.target.value)}
          />
        )}
        <p id={`${id}-help`} className="text-sm text-pretty text-ink-3">
          {help} Unless changed: {inWords(fallback, unit).toLowerCase()}.
        </p>
        {problem && (
          <p role="alert" className="text-sm text-bad-ink">
            {problem}
          </p>
        )}
        <div className="flex flex-wrap items-center gap-3">
          <Button
            type="submit"
            size="sm"
            variant="primary"
            reason={write.reason}
            pending={change.isPending}
            disabled={same}
          >
            Save<span className="sr-only"> {title}</span>
          </Button>
          {changedAt && (
            <span className="text-sm text-ink-3">
              {changedBy}, <RelativeTime at={changedAt} />
            </span>
          )}
        </div>
      </form>
    </Card>
  );
}
