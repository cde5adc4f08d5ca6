import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { Compass, Lock, RotateCw } from 'lucide-react';
import { Button, ButtonLink } from '#ui/base/button.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { useT } from '#ui/i18n/i18n.ts';
import { useSession } from '#ui/session/session-provider.tsx';
import { useApp } from './shell-context.tsx';

export function NotFoundPage() {
  const t = useT();
  const { home } = useApp();
  return (
    <EmptyState
      className="pt-[18vh]"
      heading="h1"
      icon={<Compass />}
      title={t('error.notFound')}
      action={<ButtonLink to={home}>{t('action.home')}</ButtonLink>}
    >
      {t('error.notFoundText')}
    </EmptyState>
  );
}

export function ForbiddenPage({ permission }: { permission: string }) {
  const t = useT();
  const { home, name } = useApp();
  const { tenant } = useSession();
  return (
    <EmptyState
      className="pt-[18vh]"
      heading="h1"
      icon={<Lock />}
      title={t('error.forbidden')}
      action={<ButtonLink to={home}>{t('action.home')}</ButtonLink>}
    >
      {t('error.forbiddenText', { permission, tenant: tenant?.name ?? name })}
    </EmptyState>
  );
}

/** The boundary of one page: the shell around it stays usable. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const t = useT();
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  // An error with a code was written for people; any other is a fault of the page's own code.
  const ours = !(error instanceof Error && 'code' in error);
  return (
    <div className="pt-[14vh]">
      <ErrorState
        error={error}
        title={t('error.page')}
        message={ours ? t('error.pageText') : undefined}
        heading="h1"
        onRetry={retry}
        className="pb-2"
      />
      <div className="flex justify-center">
        <Button variant="ghost" icon={<RotateCw />} onClick={() => window.location.reload()}>
          {t('error.reload')}
        </Button>
      </div>
    </div>
  );
}

export const PageSkeleton = () => (
  <div className="max-w-[1480px] p-4 sm:p-5" aria-busy>
    <Skeleton className="h-3 w-40" />
    <Skeleton className="mt-3 h-6 w-64" />
    <Skeleton className="mt-2.5 h-3.5 w-80" />
    <div className="mt-8 flex flex-col gap-3">
      <Skeleton.Lines count={8} />
    </div>
  </div>
);
