/**
 * Stands for zod in the subscribers' portal: a contract is read there for names, methods and paths alone, and the server checks
 * every input. Whatever is asked of it is itself again, so that a third of the portal need not be loaded to describe schemas.
 */
const anything: unknown = new Proxy(() => {}, {
  get: (_, key) => (typeof key === 'symbol' ? undefined : anything),
  apply: () => anything,
});
export const z = anything;
export default anything;
