import { CircleCheck, CircleDashed } from 'lucide-react';
import { RelativeTime } from '#ui/format/values.tsx';
import { Link } from '#ui/page/url.tsx';
import { type Progress, steps } from '../rules.ts';

/** The steps with what is done; links lead on only in the provider's own console. */
export const Checklist = ({ progress, links }: { progress: Progress; links: boolean }) => (
  <ol className="flex flex-col">
    {steps.map(({ key, label, href }) => {
      const at = progress[key];
      return (
        <li key={key} className="flex items-center gap-3 border-line py-2 not-last:border-b">
          {at ? (
            <CircleCheck role="img" aria-label="Done" className="size-4 shrink-0 text-ok" />
          ) : (
            <CircleDashed role="img" aria-label="Not yet" className="size-4 shrink-0 text-ink-3" />
          )}
          <span className={at ? 'flex-1 text-ink-2' : 'flex-1 font-medium'}>
            {links && href && !at ? (
              <Link to={href} className="hover:underline">
                {label}
              </Link>
            ) : (
              label
            )}
          </span>
          {at && (
            <span className="text-sm text-ink-3">
              <RelativeTime at={at} />
            </span>
          )}
        </li>
      );
    })}
  </ol>
);
