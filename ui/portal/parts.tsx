import type { UseQueryResult } from '@tanstack/react-query';
import { type ComponentProps, type ReactNode, useId } from 'react';
import { toProblem } from '#ui/problem/problem.ts';
import { PortalLink } from './router.tsx';
import { useWords } from './words.ts';

export const Panel = ({ title, tone, children }: { title?: ReactNode; tone?: 'warn' | 'bad'; children: ReactNode }) => (
  <section className={`p-card${tone ? ` p-${tone}` : ''}`}>
    {title && <h2 className="p-card-title">{title}</h2>}
    {children}
  </section>
);

export const Title = ({ children, back }: { children: ReactNode; back?: string }) => {
  const say = useWords();
  return (
    <header className="p-title">
      {back && (
        <PortalLink to={back} className="p-back">
          <span aria-hidden>‹</span> {say('common.back')}
        </PortalLink>
      )}
      <h1>{children}</h1>
    </header>
  );
};

export const Facts = ({ rows }: { rows: [string, ReactNode][] }) => (
  <dl className="p-facts">
    {rows
      .filter(([, value]) => value !== null && value !== undefined && value !== '')
      .map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
  </dl>
);

export const Action = ({
  primary,
  busy,
  ...rest
}: ComponentProps<'button'> & { primary?: boolean; busy?: boolean | undefined }) => (
  <button
    type="button"
    {...rest}
    disabled={rest.disabled || busy}
    className={`p-button${primary ? ' p-primary' : ''}`}
  />
);
export const ActionLink = ({ primary, ...rest }: { to: string; primary?: boolean; children: ReactNode }) => (
  <PortalLink {...rest} className={`p-button${primary ? ' p-primary' : ''}`} />
);

export const Tag = ({ tone = 'neutral', children }: { tone?: string; children: ReactNode }) => (
  <span className={`p-tag p-tag-${tone}`}>{children}</span>
);

export function Labelled({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <p className="p-field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </p>
  );
}

export function Trouble({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const say = useWords();
  const { message } = toProblem(error);
  return (
    <div role="alert" className="p-card p-bad">
      <strong>{say('error.title')}</strong>
      <p>{message}</p>
      {onRetry && <Action onClick={onRetry}>{say('error.retry')}</Action>}
    </div>
  );
}

/** What a query brought, its skeleton before, its problem instead; old data stays while it is asked again. */
export function Loaded<T>({
  query,
  children,
}: {
  query: UseQueryResult<T, unknown>;
  children: (data: T) => ReactNode;
}) {
  const say = useWords();
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <Trouble error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <div className="p-card" aria-busy="true" role="status" aria-label={say('common.loading')}>
      <span className="p-skeleton" />
      <span className="p-skeleton" />
      <span className="p-skeleton" />
    </div>
  );
}
