import { useId } from 'react';
import { type Control, useController } from 'react-hook-form';
import type { z } from 'zod';
import { Button } from '#ui/base/button.tsx';
import type { branding } from '../../contract.ts';
import { accentContrast, accentRefusal, legibleAccent, neededContrast, ownAccent, type Theme } from '../../rules.ts';

const pattern = /^#[0-9a-f]{6}$/i;

type Update = (typeof branding)['operations']['update']['in'];
interface ColourFieldProps {
  control: Control<z.input<Update>, unknown, z.output<Update>>;
  name: 'colourLight' | 'colourDark';
  theme: Theme;
  label: string;
}

/** A colour by its value or from the palette, with how well it can be read. */
export function ColourField({ control, name, theme, label }: ColourFieldProps) {
  const id = useId();
  const { field, fieldState } = useController({ control, name });
  const value = field.value ?? '';
  const whole = pattern.test(value) ? value.toLowerCase() : undefined;
  const refusal = whole && accentRefusal(whole, theme);
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium text-ink-2">
        {label}
      </label>
      <div className="flex items-center gap-2">
        <input
          type="color"
          aria-label={`${label}: palette`}
          value={whole ?? ownAccent[theme]}
          onChange={(event) => field.onChange(event.target.value)}
          className="h-9 w-11 cursor-pointer rounded-md border border-line bg-panel p-1"
        />
        <input
          id={id}
          ref={field.ref}
          className="field mono w-32"
          value={value}
          placeholder={ownAccent[theme]}
          spellCheck={false}
          aria-invalid={fieldState.error !== undefined || refusal !== undefined}
          aria-describedby={`${id}-says`}
          onBlur={field.onBlur}
          onChange={(event) => field.onChange(event.target.value === '' ? null : event.target.value)}
        />
      </div>
      <p id={`${id}-says`} className={refusal || fieldState.error ? 'text-sm text-bad-ink' : 'text-sm text-ink-3'}>
        {refusal ??
          fieldState.error?.message ??
          (whole
            ? `Contrast ${(Math.floor(accentContrast(whole, theme) * 10) / 10).toFixed(1)}:1; text needs ${neededContrast}:1.`
            : 'Empty: the product’s own blue.')}
      </p>
      {whole && refusal && (
        <div>
          <Button size="sm" onClick={() => field.onChange(legibleAccent(whole, theme))}>
            Take {legibleAccent(whole, theme)}
          </Button>
        </div>
      )}
    </div>
  );
}
