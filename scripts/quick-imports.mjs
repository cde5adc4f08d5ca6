// Loaded before everything else (`node --import`) by the processes of this project; without it they only start slower.
// Node reads a package's package.json anew for every import of it and from within it. That of drizzle-orm has 180 kB, and all
// modules have tables: reading it took two thirds of the time that a process needed to start.
import { registerHooks } from 'node:module';

const drizzle = /^drizzle-orm(\/|$)/;
const insideDrizzle = /\/node_modules\/drizzle-orm\/.*\.js$/;
/** Where each specifier led the first time. */
const known = new Map();

registerHooks({
  resolve(specifier, context, next) {
    if (!context.conditions.includes('import')) return next(specifier, context);
    if (drizzle.test(specifier)) {
      const found = known.get(specifier) ?? { ...next(specifier, context), shortCircuit: true };
      known.set(specifier, found);
      return found;
    }
    const { parentURL = '' } = context;
    if (/^\.\.?\/.*\.js$/.test(specifier) && insideDrizzle.test(parentURL))
      return { url: new URL(specifier, parentURL).href, format: 'module', shortCircuit: true };
    return next(specifier, context);
  },
});
