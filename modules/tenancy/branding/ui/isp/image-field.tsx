import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ImageUp, Trash2 } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { Button } from '#ui/base/button.tsx';
import { toast } from '#ui/base/toast.tsx';
import { loadBrand } from '#ui/brand/brand.ts';
import { cn } from '#ui/cn.ts';
import { toProblem } from '#ui/problem/problem.ts';
import type { BrandImage } from '../../contract.ts';
import { brandingApi as api, type BrandingView, base64Of, imageWords } from './branding-values.ts';

interface ImageFieldProps {
  which: BrandImage;
  branding: BrandingView;
  reason: string | undefined;
}

/** A picture as it stands, with what changes it at once: it is no part of the form. */
export function ImageField({ which, branding, reason }: ImageFieldProps) {
  const { label, help, accept } = imageWords[which];
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const client = useQueryClient();
  const [problem, setProblem] = useState<string>();
  const upload = useMutation(api.upload.mutationOptions());
  const remove = useMutation(api.removeImage.mutationOptions());
  const shown = branding[which];

  const settle = async (work: () => Promise<BrandingView>, sentence: string) => {
    setProblem(undefined);
    try {
      client.setQueryData(api.get.queryOptions({ input: {} }).queryKey, await work());
      await loadBrand('isp', branding.slug);
      toast.ok(sentence);
    } catch (error) {
      setProblem(toProblem(error).message);
    }
    if (input.current) input.current.value = '';
  };

  return (
    <div className="flex items-start gap-4">
      <div
        className={cn(
          'grid h-16 w-32 shrink-0 place-items-center rounded-md border border-line p-2',
          which === 'logoDark' ? 'bg-[#11151c]' : 'bg-white',
        )}
      >
        {shown ? (
          <img src={shown} alt={label} className="max-h-full max-w-full object-contain" />
        ) : (
          <span className={cn('text-xs', which === 'logoDark' ? 'text-[#aeb8c6]' : 'text-[#465060]')}>None</span>
        )}
      </div>
      <div className="min-w-0 flex-1">
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        <p className="text-sm text-pretty text-ink-3">{help}</p>
        {problem && (
          <p role="alert" className="mt-1 text-sm text-bad-ink">
            {problem}
          </p>
        )}
        <div className="mt-2 flex gap-2">
          <input
            ref={input}
            id={id}
            type="file"
            accept={accept}
            className="sr-only"
            disabled={reason !== undefined}
            onChange={async (event) => {
              const file = event.target.files?.[0];
              if (!file) return;
              await settle(
                async () => upload.mutateAsync({ which, contentBase64: await base64Of(file) }),
                `${label}: uploaded.`,
              );
            }}
          />
          <Button
            size="sm"
            icon={<ImageUp />}
            reason={reason}
            pending={upload.isPending}
            onClick={() => input.current?.click()}
          >
            {shown ? 'Replace' : 'Upload'}
            <span className="sr-only"> {label}</span>
          </Button>
          {shown && (
            <Button
              size="sm"
              variant="ghost"
              icon={<Trash2 />}
              reason={reason}
              pending={remove.isPending}
              onClick={() => settle(() => remove.mutateAsync({ which }), `${label}: removed.`)}
            >
              Remove
              <span className="sr-only"> {label}</span>
            </Button>
          )}
        </div>
      </div>
    </div>
  );
}
