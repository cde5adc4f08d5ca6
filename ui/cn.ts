import { type ClassValue, clsx } from 'clsx';
import { twMerge } from 'tailwind-merge';

/** Joins class names; a later utility overrides an earlier one of the same kind, so `className` props win. */
export const cn = (...classes: ClassValue[]) => twMerge(clsx(classes));
