import type { ComponentProps, ReactNode } from 'react';
import { useState } from 'react';
import type { FieldValues } from 'react-hook-form';
import { Checkbox, type ChoiceOption, RadioCards, Switch } from '#ui/base/choice.tsx';
import { Combobox, type ComboOption } from '#ui/base/combobox.tsx';
import { Input, PasswordInput, Textarea } from '#ui/base/input.tsx';
import { Select, type SelectOption } from '#ui/base/select.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { currencyExponent, minorToDecimal, parseMoney } from '#ui/format/money.ts';
import { FieldFrame, type FieldProps, useField } from './field.tsx';

type NativeInput = Pick<
  ComponentProps<'input'>,
  'type' | 'placeholder' | 'autoComplete' | 'inputMode' | 'maxLength' | 'spellCheck' | 'autoFocus'
>;

export interface TextFieldProps<In extends FieldValues, Out> extends FieldProps<In, Out>, NativeInput {
  prefix?: ReactNode;
  suffix?: ReactNode;
  /** Addresses, serials, secrets: fixed-width letters. */
  mono?: boolean;
}

export function TextField<In extends FieldValues, Out>(props: TextFieldProps<In, Out>) {
  const { control: _, name: __, label, help, optional, wide, disabled, mono, ...input } = props;
  const { field, control, message, id } = useField(props);
  return (
    <FieldFrame {...{ id, label, help, message, optional, wide }}>
      <Input
        {...control}
        {...input}
        ref={field.ref}
        name={field.name}
        value={field.value ?? ''}
        disabled={disabled}
        className={mono ? 'mono' : ''}
        onBlur={field.onBlur}
        // An optional field left empty is absent, not an empty text.
        onChange={(event) => field.onChange(event.target.value === '' && optional ? undefined : event.target.value)}
      />
    </FieldFrame>
  );
}

export function PasswordField<In extends FieldValues, Out>(
  props: FieldProps<In, Out> & { autoComplete: 'new-password' | 'current-password' },
) {
  const { label, help, optional, wide, disabled, autoComplete } = props;
  const { field, control, message, id } = useField(props);
  return (
    <FieldFrame {...{ id, label, help, message, optional, wide }}>
      <PasswordInput
        {...control}
        {...field}
        value={field.value ?? ''}
        disabled={disabled}
        autoComplete={autoComplete}
      />
    </FieldFrame>
  );
}

export function TextareaField<In extends FieldValues, Out>(
  props: FieldProps<In, Out> & { placeholder?: string; rows?: number },
) {
  const { label, help, optional, wide = true, disabled, placeholder, rows = 3 } = props;
  const { field, control, message, id } = useField(props);
  return (
    <FieldFrame {...{ id, label, help, message, optional, wide }}>
      <Textarea
        {...control}
        ref={field.ref}
        name={field.name}
        value={field.value ?? ''}
        disabled={disabled}
        placeholder={placeholder}
        rows={rows}
        onBlur={field.onBlur}
        onChange={(event) => field.onChange(event.target.value === '' && optional ? undefined : event.target.value)}
      />
    </FieldFrame>
  );
}

export interface NumberFieldProps<In extends FieldValues, Out> extends FieldProps<In, Out> {
  prefix?: ReactNode;
  /** The unit as shown: Mbps, days, GB. */
  unit?: string;
  /** What one shown unit is of the stored one: 1_000_000 shows bps as Mbps. */
  scale?: number;
  placeholder?: string;
}

/** A number. Empty is undefined (required fields say so), never zero. */
export function NumberField<In extends FieldValues, Out>(props: NumberFieldProps<In, Out>) {
  const { label, help, optional, wide, disabled, prefix, unit, scale = 1, placeholder } = props;
  const { field, control, message, id } = useField(props);
  const [typed, setTyped] = useState<string | null>(null);
  const stored = field.value === undefined || field.value === null ? '' : String(Number(field.value) / scale);
  const change = (text: string) => {
    setTyped(text);
    const value = text.trim() === '' ? undefined : Number(text.replace(',', '.'));
    // What is no number goes through as typed, so that the schema says so instead of the field going silent.
    field.onChange(
      value === undefined ? undefined : Number.isNaN(value) ? text : Math.round(value * scale * 1e6) / 1e6,
    );
  };
  return (
    <FieldFrame {...{ id, label, help, message, optional, wide }}>
      <Input
        {...control}
        ref={field.ref}
        name={field.name}
        inputMode="decimal"
        value={typed ?? stored}
        disabled={disabled}
        placeholder={placeholder}
        prefix={prefix}
        suffix={unit}
        className="num"
        onChange={(event) => change(event.target.value)}
        onBlur={() => {
          if (!Number.isNaN(Number(field.value))) setTyped(null);
          field.onBlur();
        }}
      />
    </FieldFrame>
  );
}

/** An amount typed in the currency's own notation and kept as an integer of its minor unit. */
export function MoneyField<In extends FieldValues, Out>(props: FieldProps<In, Out> & { currency?: string }) {
  const { label, help, optional, wide, disabled } = props;
  const format = useFormat();
  const currency = props.currency ?? format.currency;
  const exponent = currencyExponent(currency);
  const { field, control, message, id } = useField(props);
  const [typed, setTyped] = useState<string | null>(null);
  const stored = typeof field.value === 'number' ? minorToDecimal(field.value, exponent) : '';
  return (
    <FieldFrame {...{ id, label, help, message, optional, wide }}>
      <Input
        {...control}
        ref={field.ref}
        name={field.name}
        inputMode="decimal"
        value={typed ?? stored}
        disabled={disabled}
        placeholder={minorToDecimal(0, exponent)}
        prefix={<span className="text-sm">{currency}</span>}
        className="num"
        onChange={(event) => {
          const text = event.target.value;
          setTyped(text);
          field.onChange(text.trim() === '' ? undefined : (parseMoney(text, currency) ?? text));
        }}
        onBlur={() => {
          if (typeof field.value === 'number') setTyped(null);
          field.onBlur();
        }}
      />
    </FieldFrame>
  );
}

export interface SelectFieldProps<In extends FieldValues, Out> extends FieldProps<In, Out> {
  options: readonly SelectOption[];
  placeholder?: string;
}

export function SelectField<In extends FieldValues, Out>(props: SelectFieldProps<In, Out>) {
  const { label, help, optional, wide, disabled, options, placeholder } = props;
  const { field, control, message, id } = useField(props);
  return (
    <FieldFrame {...{ id, label, help, message, optional, wide }}>
      <Select
        {...control}
        value={field.value}
        onChange={field.onChange}
        onBlur={field.onBlur}
        options={options}
        disabled={disabled}
        {...(placeholder ? { placeholder } : {})}
      />
    </FieldFrame>
  );
}

export interface ComboboxFieldProps<In extends FieldValues, Out> extends FieldProps<In, Out> {
  source: string;
  load: (text: string) => Promise<ComboOption[]>;
  current?: ComboOption | null;
  placeholder?: string;
  /** Beside the form's value, for showing more about what was chosen. */
  onChosen?: (option: ComboOption | null) => void;
}

export function ComboboxField<In extends FieldValues, Out>(props: ComboboxFieldProps<In, Out>) {
  const { label, help, optional, wide, disabled, source, load, current, placeholder, onChosen } = props;
  const { field, control, message, id } = useField(props);
  return (
    <FieldFrame {...{ id, label, help, message, optional, wide }}>
      <Combobox
        {...control}
        value={field.value ?? null}
        onChange={(value, option) => {
          field.onChange(value ?? undefined);
          onChosen?.(option);
        }}
        onBlur={field.onBlur}
        source={source}
        load={load}
        current={current}
        clearable={optional === true}
        disabled={disabled}
        {...(placeholder ? { placeholder } : {})}
      />
    </FieldFrame>
  );
}

export function DateField<In extends FieldValues, Out>(props: FieldProps<In, Out> & { min?: string; max?: string }) {
  const { label, help, optional, wide, disabled, min, max } = props;
  const { field, control, message, id } = useField(props);
  return (
    <FieldFrame {...{ id, label, help, message, optional, wide }}>
      <Input
        {...control}
        ref={field.ref}
        name={field.name}
        type="date"
        min={min}
        max={max}
        value={field.value ?? ''}
        disabled={disabled}
        onBlur={field.onBlur}
        onChange={(event) => field.onChange(event.target.value || undefined)}
      />
    </FieldFrame>
  );
}

export function CheckboxField<In extends FieldValues, Out>(props: FieldProps<In, Out>) {
  const { label, help, wide = true, disabled } = props;
  const { field, control, message, id } = useField(props);
  return (
    <FieldFrame {...{ id, label, help, message, wide }} bare>
      <label htmlFor={id} className="flex items-center gap-2.5">
        <Checkbox
          {...control}
          ref={field.ref}
          checked={field.value === true}
          disabled={disabled === true}
          onCheckedChange={(checked) => field.onChange(checked === true)}
          onBlur={field.onBlur}
        />
        {label}
      </label>
    </FieldFrame>
  );
}

export function SwitchField<In extends FieldValues, Out>(props: FieldProps<In, Out>) {
  const { label, help, wide = true, disabled } = props;
  const { field, control, message, id } = useField(props);
  return (
    <FieldFrame {...{ id, label, help, message, wide }} bare>
      <label htmlFor={id} className="flex items-center justify-between gap-4">
        {label}
        <Switch
          {...control}
          ref={field.ref}
          checked={field.value === true}
          disabled={disabled === true}
          onCheckedChange={field.onChange}
          onBlur={field.onBlur}
        />
      </label>
    </FieldFrame>
  );
}

export interface RadioFieldProps<In extends FieldValues, Out> extends FieldProps<In, Out> {
  options: ChoiceOption<string>[];
  columns?: 1 | 2 | 3;
}

export function RadioField<In extends FieldValues, Out>(props: RadioFieldProps<In, Out>) {
  const { label, help, optional, wide = true, options, columns = 2 } = props;
  const { field, message, id } = useField(props);
  return (
    <FieldFrame {...{ id, label, help, message, optional, wide }}>
      <RadioCards
        id={id}
        label={label}
        value={field.value}
        onChange={field.onChange}
        options={options}
        columns={columns}
      />
    </FieldFrame>
  );
}
