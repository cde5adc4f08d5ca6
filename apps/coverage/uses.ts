import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An operation used in a source file of the web apps. */
export interface Use {
  contract: string;
  operation: string;
  door: string;
  file: string;
}

/** Names under which contracts are exported, and the names they carry. */
function exportedContracts(root: string): Map<string, string> {
  const names = new Map<string, string>();
  for (const file of globSync('modules/*/*/contract.ts', { cwd: root })) {
    const text = readFileSync(join(root, file), 'utf8');
    for (const [, exported, name] of text.matchAll(/export const (\w+) = contract\(\{\s*name: '([\w-]+)'/g)) names.set(exported!, name!);
  }
  return names;
}

/**
 * Every use of an operation by the code of the web apps: variables bound with `clientFor(contract, door)` or
 * `callsFor(contract, door)`, and what is read from them. A name that is bound in another file counts where it is used.
 */
export function operationUses(root: string): Use[] {
  const contracts = exportedContracts(root);
  const files = globSync(['modules/*/*/ui/**/*.{ts,tsx}', 'apps/{isp-ops,platform-admin}/**/*.{ts,tsx}', 'ui/**/*.{ts,tsx}'], { cwd: root }).filter((f) => !/\.test\.|\/dist\//.test(f));
  const texts = files.map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
  const uses: Use[] = [];
  const collect = (file: string, text: string, variable: string, contract: string, door: string) => {
    for (const [, operation] of text.matchAll(new RegExp(`\\b${variable}\\s*\\.(\\w+)\\b`, 'g'))) uses.push({ contract, operation: operation!, door, file });
  };
  const shared: { variable: string; contract: string; door: string; file: string }[] = [];
  for (const { file, text } of texts) {
    for (const [, exported, variable, contractName, door] of text.matchAll(/(export )?const (\w+) = (?:clientFor|callsFor)\(\s*(\w+),\s*'(\w+)'\s*\)/g)) {
      const contract = contracts.get(contractName!);
      if (!contract) continue;
      collect(file, text, variable!, contract, door!);
      if (exported) shared.push({ variable: variable!, contract, door: door!, file });
    }
    for (const [, contractName, door, operation] of text.matchAll(/(?:clientFor|callsFor)\(\s*(\w+),\s*'(\w+)'\s*\)\s*\.(\w+)/g)) {
      const contract = contracts.get(contractName!);
      if (contract) uses.push({ contract, operation: operation!, door: door!, file });
    }
  }
  for (const { variable, contract, door, file } of shared)
    for (const other of texts) if (other.file !== file && new RegExp(`import[^;]*\\b${variable}\\b[^;]*from`).test(other.text)) collect(other.file, other.text, variable, contract, door);
  return uses;
}

/** Paths of the pages that are registered, by door. */
export function registeredPages(root: string): { door: string; path: string; file: string }[] {
  return globSync('modules/*/*/ui/pages.ts', { cwd: root }).flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return [...text.matchAll(/definePages\(\s*'(\w+)',\s*\[([\s\S]*?)\n\]\)/g)].flatMap(([, door, body]) =>
      [...body!.matchAll(/\bpath: '([^']+)'/g)].map(([, path]) => ({ door: door!, path: path!, file })),
    );
  });
}
