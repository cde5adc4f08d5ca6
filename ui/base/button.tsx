import type { ComponentProps, MouseEvent, ReactNode } from 'react';
import { cn } from '#ui/cn.ts';
import { Link } from '#ui/page/url.tsx';
import { Tooltip } from './tooltip.tsx';

export type ButtonVariant = 'primary' | 'default' | 'ghost' | 'danger' | 'danger-solid';
export type ButtonSize = 'sm' | 'md' | 'lg';

const variants: Record<ButtonVariant, string> = {
  primary:
    'border-transparent bg-brand text-brand-ink shadow-[inset_0_1px_0_rgb(255_255_255/0.12)] enabled-hover:bg-brand-hover',
  default: 'border-line-strong bg-raised text-ink shadow-card enabled-hover:bg-hover',
  ghost: 'border-transparent bg-transparent text-ink-2 enabled-hover:bg-hover enabled-hover:text-ink',
  danger: 'border-line-strong bg-raised text-bad-ink shadow-card enabled-hover:bg-bad-soft enabled-hover:border-bad/40',
  'danger-solid': 'border-transparent bg-bad-strong text-white dark:text-bg enabled-hover:brightness-95',
};

const sizes: Record<ButtonSize, string> = {
  sm: 'h-7 gap-1.5 px-2.5 text-sm rounded-sm pointer-coarse:h-9',
  md: 'h-8 gap-2 px-3 text-base rounded-md pointer-coarse:h-10',
  lg: 'h-10 gap-2 px-4 text-base rounded-md pointer-coarse:h-11',
};

export const buttonClass = (variant: ButtonVariant = 'default', size: ButtonSize = 'md', className?: string) =>
  cn(
    'inline-flex shrink-0 items-center justify-center border font-medium whitespace-nowrap transition-colors duration-100 select-none',
    'disabled:opacity-50 not-aria-busy:aria-disabled:opacity-50 [&_svg]:size-[15px] [&_svg]:shrink-0',
    variants[variant],
    sizes[size],
    className,
  );

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled'> {
  variant?: ButtonVariant;
  size?: ButtonSize;
  icon?: ReactNode;
  /** Runs now: the button keeps its width, does not act again, and tells assistive technology. */
  pending?: boolean | undefined;
  disabled?: boolean | undefined;
  /** Why it cannot be used. It stays focusable, does nothing, and the reason is its tooltip. */
  reason?: string | undefined;
}

export function Button({
  variant = 'default',
  size = 'md',
  icon,
  pending = false,
  disabled,
  reason,
  className,
  children,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) {
  const inert = pending || reason !== undefined;
  const act = (event: MouseEvent<HTMLButtonElement>) => {
    if (inert) event.preventDefault();
    else onClick?.(event);
  };
  const button = (
    <button
      type={type}
      className={buttonClass(variant, size, cn('relative', className))}
      disabled={disabled}
      aria-disabled={inert || undefined}
      aria-busy={pending || undefined}
      onClick={act}
      {...rest}
    >
      {pending && <PendingBar />}
      {icon}
      {children}
    </button>
  );
  return <Tooltip tip={reason}>{button}</Tooltip>;
}

// A thin running line instead of a spinner: the label stays readable and nothing moves sideways.
const PendingBar = () => (
  <span aria-hidden className="absolute inset-x-2 bottom-0.5 h-0.5 overflow-hidden rounded-full">
    <span className="block h-full w-full animate-shimmer bg-current" />
  </span>
);

export interface IconButtonProps extends Omit<ButtonProps, 'icon' | 'children'> {
  /** The accessible name, shown as tooltip. */
  label: string;
  children: ReactNode;
}

export function IconButton({
  label,
  children,
  size = 'md',
  variant = 'ghost',
  className,
  reason,
  ...rest
}: IconButtonProps) {
  const square = size === 'sm' ? 'w-7 px-0 pointer-coarse:w-9' : 'w-8 px-0 pointer-coarse:w-10';
  return (
    <Tooltip tip={reason ? undefined : label}>
      <Button
        variant={variant}
        size={size}
        aria-label={label}
        reason={reason}
        className={cn(square, className)}
        {...rest}
      >
        {children}
      </Button>
    </Tooltip>
  );
}

export interface ButtonLinkProps {
  to: string;
  variant?: ButtonVariant;
  size?: ButtonSize;
  icon?: ReactNode;
  /** Why it cannot be followed now; shown as a disabled button with this tooltip. */
  reason?: string | undefined;
  className?: string;
  children: ReactNode;
}

/** A link that looks like a button: going somewhere, not doing something. */
export function ButtonLink({
  to,
  variant = 'default',
  size = 'md',
  icon,
  reason,
  className,
  children,
}: ButtonLinkProps) {
  if (reason !== undefined) {
    return (
      <Button variant={variant} size={size} icon={icon} reason={reason} className={className}>
        {children}
      </Button>
    );
  }
  return (
    <Link to={to} className={buttonClass(variant, size, className)}>
      {icon}
      {children}
    </Link>
  );
}
