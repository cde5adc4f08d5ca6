export function nodeEnv(): { NODE_OPTIONS: string; NODE_COMPILE_CACHE: string };
