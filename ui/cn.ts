import { type ClassValue, clsx } from 'clsx';
import { createTailwindMerge, validators } from 'tailwind-merge';

const { isAny } = validators;
const prefix = (...names: string[]) => names.map((name) => ({ [name]: [isAny] }));

// Only what callers override: the library's own table of every utility would be 7 KB more of each first load.
const merge = createTailwindMerge(() => ({
  cacheSize: 500,
  theme: {},
  classGroups: {
    display: ['block', 'inline-block', 'inline', 'flex', 'inline-flex', 'grid', 'inline-grid', 'contents', 'hidden'],
    position: ['static', 'fixed', 'absolute', 'relative', 'sticky'],
    size: prefix('size'),
    w: prefix('w'),
    h: prefix('h'),
    'min-w': prefix('min-w'),
    'min-h': prefix('min-h'),
    'max-w': prefix('max-w'),
    'max-h': prefix('max-h'),
    p: prefix('p'),
    px: prefix('px'),
    py: prefix('py'),
    ps: prefix('ps'),
    pe: prefix('pe'),
    pt: prefix('pt'),
    pb: prefix('pb'),
    m: prefix('m'),
    mx: prefix('mx'),
    my: prefix('my'),
    ms: prefix('ms'),
    me: prefix('me'),
    mt: prefix('mt'),
    mb: prefix('mb'),
    'gap-x': prefix('gap-x'),
    'gap-y': prefix('gap-y'),
    gap: prefix('gap'),
    'grid-cols': prefix('grid-cols'),
    'col-span': prefix('col-span'),
    justify: prefix('justify'),
    items: prefix('items'),
    'font-size': [{ text: ['xs', 'sm', 'base', 'lg', 'xl', '2xl'] }],
    'text-align': [{ text: ['start', 'center', 'end'] }],
    'text-wrap': [{ text: ['pretty', 'balance', 'wrap', 'nowrap'] }],
    'text-color': prefix('text'),
    'font-weight': [{ font: ['normal', 'medium', 'semibold', 'bold'] }],
    bg: prefix('bg'),
    rounded: prefix('rounded'),
    opacity: prefix('opacity'),
    shadow: prefix('shadow'),
    z: prefix('z'),
    leading: prefix('leading'),
    tracking: prefix('tracking'),
    whitespace: prefix('whitespace'),
  },
  conflictingClassGroups: {
    size: ['w', 'h'],
    p: ['px', 'py', 'ps', 'pe', 'pt', 'pb'],
    px: ['ps', 'pe'],
    py: ['pt', 'pb'],
    m: ['mx', 'my', 'ms', 'me', 'mt', 'mb'],
    gap: ['gap-x', 'gap-y'],
    mx: ['ms', 'me'],
    my: ['mt', 'mb'],
  },
  conflictingClassGroupModifiers: {},
  postfixLookupClassGroups: [],
  orderSensitiveModifiers: ['before', 'after', '*', '**'],
}));

/** Joins class names; a later utility overrides an earlier one of the same kind, so `className` props win. */
export const cn = (...classes: ClassValue[]) => merge(clsx(classes));
