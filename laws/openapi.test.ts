import { existsSync, readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { documentFile, documentText } from '#apps/cli/openapi.ts';
import { doors } from '#kernel/contract/fields.ts';
import { offered } from './operations.ts';

describe.each(doors)('the OpenAPI document of the %s door', (door) => {
  it('is the one on file', async () => {
    const file = documentFile(door);
    const kept = existsSync(file) ? readFileSync(file, 'utf8') : '';
    // Compared as objects, so that the difference is shown at its place.
    const [now, then] = [JSON.parse(await documentText(door)), kept ? JSON.parse(kept) : null];
    expect(now, 'The API has changed. If that is meant: npx dotmac openapi --write').toEqual(then);
  });

  it('is valid OpenAPI 3.1 and describes each of its operations once', async () => {
    const document = JSON.parse(await documentText(door));
    const ids = Object.values<Record<string, { operationId: string }>>(document.paths).flatMap((item) =>
      Object.values(item).map((operation) => operation.operationId),
    );
    expect(ids.sort()).toEqual(
      offered
        .filter((o) => o.door === door)
        .map((o) => o.key)
        .sort(),
    );
    const validator = new Validator();
    const { valid, errors } = await validator.validate(document);
    expect(errors ?? []).toEqual([]);
    expect([valid, validator.version]).toEqual([true, '3.1']);
  });
});
