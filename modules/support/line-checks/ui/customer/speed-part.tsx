import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { usePortalFormat } from '#ui/portal/format.ts';
import { Action, Facts, Panel } from '#ui/portal/parts.tsx';
import { useWords } from '#ui/portal/words.ts';
import { toProblem } from '#ui/problem/problem.ts';
import { type Check, checksApi } from './checks-api.ts';
import { measureLine } from './measure.ts';

/** The line measured from here to the provider, and what that says beside the plan. */
export function SpeedPart({ check, onMeasured }: { check: Check; onMeasured: (after: Check) => void }) {
  const say = useWords();
  const format = usePortalFormat();
  const keep = useMutation(checksApi.measure.mutationOptions());
  const [step, setStep] = useState<'latency' | 'download' | 'upload'>();
  const [problem, setProblem] = useState('');
  const measure = async () => {
    setProblem('');
    try {
      const measured = await measureLine(setStep);
      onMeasured(await keep.mutateAsync({ id: check.id, ...measured }));
    } catch (error) {
      const message = error instanceof Error ? error.message : '';
      setProblem(
        message === 'limit'
          ? say('speed.limit')
          : message === 'failed'
            ? say('speed.failed')
            : toProblem(error).message,
      );
    }
    setStep(undefined);
  };
  const m = check.measurement;
  return (
    <Panel title={say('speed.title')}>
      {m && (
        <>
          <div className="p-row" role="status">
            <span>
              <span className="p-big">{format.bps(m.downloadBps)}</span>{' '}
              <span className="p-quiet">{say('home.down')}</span>
            </span>
            <span>
              <span className="p-big">{format.bps(m.uploadBps)}</span> <span className="p-quiet">{say('home.up')}</span>
            </span>
          </div>
          <Facts
            rows={[
              [say('speed.latency'), `${m.latencyMs.toFixed(0)} ms (± ${m.jitterMs.toFixed(0)})`],
              [say('speed.dns'), m.dnsMs === null ? null : `${m.dnsMs.toFixed(0)} ms`],
              [say('speed.plan'), m.planDownloadKbps === null ? null : format.bps(m.planDownloadKbps * 1000)],
            ]}
          />
          <p>{say(m.overOwnLine === false ? 'speed.otherLine' : m.slow ? 'speed.slow' : 'speed.fine')}</p>
        </>
      )}
      {!m && <p className="p-quiet">{say('speed.text')}</p>}
      {problem && (
        <p role="alert" className="p-problem">
          {problem}
        </p>
      )}
      <Action busy={step !== undefined || keep.isPending} onClick={() => void measure()}>
        {step ? say(`speed.${step}`) : say(m ? 'speed.again' : 'speed.start')}
      </Action>
    </Panel>
  );
}
