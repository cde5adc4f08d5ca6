const kept = ['PATH', 'NODE_OPTIONS', 'NODE_COMPILE_CACHE'] as const;

/** Environment for a process that must not see this machine's settings: where programs are, and how Node loads modules. */
export const cleanEnv = (): Record<string, string> =>
  Object.fromEntries(kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
