// What somebody would write for one route with Fastify and pg, and nothing else: the baseline of `api-overhead`.
import { createHash } from 'node:crypto';
import Fastify from 'fastify';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env['HAND_DATABASE_URL'], max: 12 });
const keys = new Map<string, string>(JSON.parse(process.env['HAND_KEYS'] ?? '[]'));
const app = Fastify();

app.post<{ Body: { subjectType: string; subjectId: string; text: string } }>('/notes', async (request, reply) => {
  const key = String(request.headers['x-api-key'] ?? '');
  const actor = keys.get(createHash('sha256').update(key).digest('hex'));
  if (!actor) return reply.status(401).send({ error: 'unauthenticated' });
  const { subjectType, subjectId, text } = request.body;
  if (typeof text !== 'string' || text.length === 0 || text.length > 5000)
    return reply.status(400).send({ error: 'invalid', field: 'text' });
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query({
      name: 'add-note',
      text: `insert into hand_note (tenant_id, id, subject_type, subject_id, text, pinned, author_id, author_name, created_at)
        values ($1, uuidv7(), $2, $3, $4, false, $5, 'bench', now()) returning *`,
      values: [process.env['HAND_TENANT'], subjectType, subjectId, text, actor],
    });
    await client.query('commit');
    return reply.status(201).send(rows[0]);
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
});

await app.listen({ port: Number(process.env['DOTMAC_ISP_PORT']), host: '127.0.0.1' });
process.send?.({ type: 'ready' });
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
