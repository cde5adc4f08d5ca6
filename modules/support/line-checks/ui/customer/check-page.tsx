import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Action, ActionLink, Panel, Title } from '#ui/portal/parts.tsx';
import { useWords } from '#ui/portal/words.ts';
import { toProblem } from '#ui/problem/problem.ts';
import { type Check, checksApi } from './checks-api.ts';
import { FindingLine } from './finding.tsx';
import { ReportPart } from './report-part.tsx';
import { SpeedPart } from './speed-part.tsx';

/** `wifi`, `cellular`, where the browser says so. */
const networkType = (): string | undefined => {
  const { connection } = navigator as { connection?: { type?: string } };
  return connection?.type;
};

/** First aid: what is found from our side, the one thing to do, a measurement, and the way to a person. */
export default function CheckPage() {
  const say = useWords();
  const run = useMutation(checksApi.run.mutationOptions());
  const solve = useMutation(checksApi.solve.mutationOptions());
  const [check, setCheck] = useState<Check>();
  const [reporting, setReporting] = useState(false);
  const [problem, setProblem] = useState('');
  const attempt = async (ask: () => Promise<Check>) => {
    setProblem('');
    try {
      setCheck(await ask());
    } catch (error) {
      setProblem(toProblem(error).message);
    }
  };
  const start = () => {
    setReporting(false);
    const network = networkType();
    return attempt(() => run.mutateAsync(network ? { network } : {}));
  };
  return (
    <>
      <Title back="/customer-portal/support">{say('check.title')}</Title>
      {!check && (
        <Panel>
          <p>{say('check.text')}</p>
          <Action primary busy={run.isPending} onClick={() => void start()}>
            {say('check.start')}
          </Action>
        </Panel>
      )}
      {problem && (
        <p role="alert" className="p-problem">
          {problem}
        </p>
      )}
      {check && (
        <>
          <Panel title={say('check.found')}>
            <ul aria-live="polite">
              {check.findings.map((finding) => (
                <FindingLine key={finding.code + (finding.values['title'] ?? '')} finding={finding} />
              ))}
            </ul>
          </Panel>
          {!check.solvedAt && (
            <Panel title={say('check.next')} tone="warn">
              <p className="p-lines">{say(`advice.${check.advice}`)}</p>
              {check.advice === 'pay' && (
                <ActionLink to="/customer-portal/billing" primary>
                  {say('home.howToPay')}
                </ActionLink>
              )}
              {check.advice === 'data' && <ActionLink to="/customer-portal/service">{say('service.title')}</ActionLink>}
              {check.advice !== 'wait' && (
                <Action busy={run.isPending} onClick={() => void start()}>
                  {say('check.again')}
                </Action>
              )}
            </Panel>
          )}
          <SpeedPart check={check} onMeasured={setCheck} />
          {check.solvedAt ? (
            <Panel>
              <p role="status">{say('check.solvedText')}</p>
              <ActionLink to="/customer-portal">{say('nav.home')}</ActionLink>
            </Panel>
          ) : reporting ? (
            <ReportPart check={check} />
          ) : (
            <Panel title={say('check.end')}>
              <Action busy={solve.isPending} onClick={() => void attempt(() => solve.mutateAsync({ id: check.id }))}>
                {say('check.solved')}
              </Action>
              <Action primary onClick={() => setReporting(true)}>
                {say('check.broken')}
              </Action>
            </Panel>
          )}
        </>
      )}
    </>
  );
}
